import type { FilterChoice } from './filter-bar'

/** What is put away is in no list unless it is asked for. */
export const archivedChoice: FilterChoice = {
  name: 'life',
  label: 'Life',
  any: 'In use',
  options: [{ value: 'archived', label: 'Archived' }],
}
