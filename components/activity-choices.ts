import { spokenActions } from './audit-words'
import type { FilterChoice } from './filter-bar'

type Option = FilterChoice['options'][number]

/** What the log is narrowed by; `chosen` is offered too where it is none of the usual ones. */
export function actorChoice(
  actors: readonly { id: string | null; name: string }[],
  chosen?: string,
): FilterChoice {
  const known = actors.flatMap(({ id, name }) => (id ? [{ value: id, label: name }] : []))
  const options = [{ value: 'me', label: 'Me' }, ...known]
  return { name: 'actor', label: 'Who', any: 'Anyone', options: withChosen(options, chosen) }
}

export function placeChoice(
  name: string,
  label: string,
  places: readonly { slug: string; name: string }[],
  chosen?: string,
): FilterChoice[] {
  if (places.length === 0) return []
  const options = places.map((place) => ({ value: place.slug, label: place.name }))
  return [{ name, label, any: `Any ${name}`, options: withChosen(options, chosen) }]
}

/** Reading is never recorded, so it is nothing to look for. */
export function actionChoice(ofModel: boolean, chosen?: string): FilterChoice {
  const recorded = spokenActions
    .filter((action) => !/\.(read|list|activity|access)$/.test(action))
    .filter(
      (action) => !ofModel || /^(model|version|alias|card|comment|policy|review)\./.test(action),
    )
  const options = recorded.map((action) => ({ value: action, label: action }))
  return {
    name: 'action',
    label: 'Action',
    any: 'Any action',
    options: withChosen(options, chosen),
  }
}

function withChosen(options: Option[], chosen: string | undefined): Option[] {
  if (!chosen || options.some(({ value }) => value === chosen)) return options
  return [{ value: chosen, label: chosen.replaceAll(',', ', ') }, ...options]
}

export const viaChoice: FilterChoice = {
  name: 'via',
  label: 'Door',
  any: 'Any door',
  options: ['web', 'api', 'mlflow', 'huggingface', 'openlineage', 'ofrep', 'worker', 'host'].map(
    (value) => ({ value, label: value }),
  ),
}

export const outcomeChoice: FilterChoice = {
  name: 'outcome',
  label: 'Outcome',
  any: 'Done or refused',
  options: [
    { value: 'done', label: 'Done' },
    { value: 'refused', label: 'Refused' },
  ],
}
