import { Option } from './ui/option'

interface ProjectChoiceProps {
  projects: readonly { slug: string; name: string }[]
  /** `yes` under `project.<slug>` for each that is chosen. */
  values: Readonly<Record<string, string | undefined>>
}

/** The projects that something belongs to: a field `project.<slug>` for each. */
export function ProjectChoice({ projects, values }: ProjectChoiceProps) {
  if (projects.length === 0) return null
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 font-strong">
        Projects <span className="font-regular text-ink-2">(optional)</span>
      </legend>
      <div className="grid max-h-60 gap-x-6 gap-y-2 overflow-y-auto p-0.5 sm:grid-cols-2">
        {projects.map(({ slug, name }) => (
          <Option
            key={slug}
            type="checkbox"
            name={`project.${slug}`}
            value="yes"
            label={name}
            defaultChecked={values[`project.${slug}`] === 'yes'}
          />
        ))}
      </div>
    </fieldset>
  )
}
