/**
 * What a training run really did, for the release note and the model card.
 * @typedef {{
 *   settings: import('./forest.js').Settings, features: string[], species: string[],
 *   test: import('./scores.js').Scores, train: import('./scores.js').Scores,
 *   rows: { train: number, test: number }, trainedOn: { file: string, sha256: string } }} Training
 */

/**
 * The release note of the version: two or three sentences.
 * @param {Training} training
 * @returns {string}
 */
export function releaseNote({ settings, features, species, test, train, rows }) {
  const { trees, maxDepth, featuresPerTree } = settings
  const forest = `${trees} ${trees === 1 ? 'tree' : 'trees'} up to ${maxDepth} deep`
  return [
    `${forest}, ${featuresPerTree} of ${features.length} measurements each (${features.map(words).join(', ')}).`,
    `On ${rows.test} held-out penguins: accuracy ${fixed(test.accuracy)}, macro F1 ${fixed(test.macro_f1)},`,
    `log loss ${fixed(test.log_loss)} (accuracy on the training rows ${fixed(train.accuracy)}).`,
    mistakes(test.confusion, species),
  ].join(' ')
}

/**
 * The model card, in Markdown.
 * @param {Training} training
 * @returns {string}
 */
export function modelCard(training) {
  const { settings, features, species, test, train, rows, trainedOn } = training
  return `# Penguin species

Tells the species of an adult penguin of the Palmer Archipelago (${species.join(', ')}) from
${features.map(words).join(', ')}.

## Intended use

Teaching, and trying out a model registry. It knows three species of one archipelago and answers
with one of them whatever it is shown.

## Data

Palmer penguins, 2007 to 2009: Dr. Kristen Gorman and Palmer Station Antarctica LTER, CC0 1.0.
Trained on ${rows.train} penguins (\`${trainedOn.file}\`, SHA-256 \`${trainedOn.sha256}\`); tested on
${rows.test} others. The island is left out on purpose: it gives the species away.

## Training

| parameter | value |
| --- | --- |
| trees | ${settings.trees} |
| max-depth | ${settings.maxDepth} |
| features | ${features.join(', ')} |
| features-per-tree | ${settings.featuresPerTree} |
| seed | ${settings.seed} |

## Evaluation

| metric | held out | training rows |
| --- | --- | --- |
| accuracy | ${fixed(test.accuracy)} | ${fixed(train.accuracy)} |
| macro F1 | ${fixed(test.macro_f1)} | ${fixed(train.macro_f1)} |
| log loss (lower is better) | ${fixed(test.log_loss)} | ${fixed(train.log_loss)} |

Held-out penguins, one line for each true species, one column for each answer:

| | ${species.join(' | ')} |
| --- |${species.map(() => ' --- |').join('')}
${species.map((name, index) => `| ${name} | ${(test.confusion[index] ?? []).join(' | ')} |`).join('\n')}

${mistakes(test.confusion, species)}

## Limits

A probability is the share of trees that vote for a species, not a calibrated chance. ${rows.test} held-out
penguins decide these figures: one penguin more or less is ${fixed(1 / rows.test)} in accuracy. Whoever picks the
best of many versions by them will see it do slightly worse on new penguins.
`
}

/**
 * @param {number[][]} confusion
 * @param {string[]} species
 */
function mistakes(confusion, species) {
  const found = confusion.flatMap((counts, truth) =>
    counts.flatMap((count, answer) =>
      count > 0 && answer !== truth
        ? [`${count} ${species[truth]} taken for ${species[answer]}`]
        : [],
    ),
  )
  return found.length > 0
    ? `Mistakes: ${found.join(', ')}.`
    : 'No mistakes on the held-out penguins.'
}

/** @param {string} feature */
function words(feature) {
  return feature.replace(/_(mm|g)$/, '').replaceAll('_', ' ')
}

/** @param {number} value */
function fixed(value) {
  return value.toFixed(3)
}
