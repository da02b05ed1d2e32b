interface Named {
  slug: string
  name: string
}

/** The projects to choose from, and those that something belongs to in any case. */
export function offeredProjects(projects: readonly Named[], chosen: readonly string[]): Named[] {
  const others = chosen.filter((slug) => !projects.some((project) => project.slug === slug))
  return [...projects, ...others.map((slug) => ({ slug, name: slug }))]
}
