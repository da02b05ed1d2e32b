import type { FilterChoice } from './filter-bar'

/** A filter by project; none where there is no project to choose. */
export function projectChoices(
  projects: readonly { slug: string; name: string }[],
): FilterChoice[] {
  if (projects.length === 0) return []
  const options = projects.map(({ slug, name }) => ({ value: slug, label: name }))
  return [{ name: 'project', label: 'Project', any: 'Any project', options }]
}
