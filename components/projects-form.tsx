'use client'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import { ProjectChoice } from './project-choice'

interface ProjectsFormProps {
  projects: readonly { slug: string; name: string }[]
  /** The slugs of those that it belongs to. */
  chosen: readonly string[]
  /** Reads `project.<slug>` from the form. */
  save: FormAction
}

/** The projects that a model or dataset belongs to. */
export function ProjectsForm({ projects, chosen, save }: ProjectsFormProps) {
  const held = Object.fromEntries(chosen.map((slug) => [`project.${slug}`, 'yes']))
  return (
    <ActionForm action={save} button="Save projects" saved="Saved." shown={[]}>
      {(failure) => <ProjectChoice projects={projects} values={failure?.values ?? held} />}
    </ActionForm>
  )
}
