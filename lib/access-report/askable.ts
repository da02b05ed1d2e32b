import { type Action, actions } from '../access'

/** What the question of who may is asked about. */
export type Place = 'model' | 'project' | 'organization'

const nouns = {
  model: ['model', 'card', 'image', 'comment', 'version', 'review', 'alias'],
  project: [
    'project',
    'run',
    'run_group',
    'dataset',
    'dataset_version',
    'dataset_alias',
    'deployment',
  ],
} as const

/** Which of the actions of the nouns concern the organization as a whole, whatever the noun says. */
const elsewhere = new Set<Action>(['model.create', 'project.create', 'dataset.create'])

/** The actions that one may ask about in a place; what only the host of the hub does is none of them. */
export const askable: Record<Place, Action[]> = {
  model: all((noun, action) => is('model', noun) && !elsewhere.has(action)),
  // Roles in a project hold on its models too.
  project: all(
    (noun, action) => (is('project', noun) || is('model', noun)) && !elsewhere.has(action),
  ),
  organization: all(() => true),
}

/** The action of this name, if one may ask about it here. */
export function askedOf(place: Place, name: string | undefined): Action | undefined {
  return askable[place].find((action) => action === name)
}

function all(wanted: (noun: string, action: Action) => boolean): Action[] {
  return (Object.keys(actions) as Action[]).filter(
    (action) => actions[action].roles.length > 0 && wanted(action.split('.')[0] ?? '', action),
  )
}

function is(place: keyof typeof nouns, noun: string): boolean {
  return (nouns[place] as readonly string[]).includes(noun)
}
