/**
 * What a training run really did.
 * @typedef {{
 *   settings: import('./forest.js').Settings, features: string[],
 *   test: import('./scores.js').Scores, train: import('./scores.js').Scores,
 *   rows: { train: number, test: number },
 *   trainedOn: { dataset: string, file: string, sha256: string },
 *   worst: { name: string, year: string, truth: number, estimate: number }[] }} Training
 */

/**
 * The model card, in Markdown.
 * @param {Training} training
 * @returns {string}
 */
export function modelCard({ settings, features, test, train, rows, trainedOn, worst }) {
  return `# Fuel economy

Estimates the miles per US gallon of a car of the 1970s and early 1980s from ${features.join(', ')}.

## Intended use

Teaching, and trying out a model registry. It has seen no car later than 1982.

## Data

The StatLib cars data (1982), by way of vega-datasets. Trained on ${rows.train} cars of
\`${trainedOn.dataset}\` (\`${trainedOn.file}\`, SHA-256 \`${trainedOn.sha256}\`); tested on ${rows.test} others.

## Training

| parameter | value |
| --- | --- |
| trees | ${settings.trees} |
| max-depth | ${settings.maxDepth} |
| min-samples | ${settings.minSamples} |
| features | ${features.join(', ')} |
| features-per-tree | ${settings.featuresPerTree} |
| seed | ${settings.seed} |

## Evaluation

| metric | held out | training rows |
| --- | --- | --- |
| RMSE, miles per gallon (lower is better) | ${fixed(test.rmse)} | ${fixed(train.rmse)} |
| MAE, miles per gallon (lower is better) | ${fixed(test.mae)} | ${fixed(train.mae)} |
| R² | ${fixed(test.r2)} | ${fixed(train.r2)} |

Furthest off among the held-out cars:

| car | recorded | estimated |
| --- | --- | --- |
${worst.map((car) => `| ${car.name} (${car.year}) | ${car.truth} | ${car.estimate.toFixed(1)} |`).join('\n')}

## Limits

A forest averages cars it has seen, so it cannot estimate beyond them: the thirstiest and the most
frugal cars are drawn towards the middle. Whoever picks the best of many versions by these figures
will see it do slightly worse on new cars.
`
}

/** @param {number} value */
function fixed(value) {
  return value.toFixed(3)
}
