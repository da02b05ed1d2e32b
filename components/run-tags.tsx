import { paths } from '@/lib/paths'
import type { RunWithAbilities } from '@/lib/runs/view'
import type { FormAction } from './action-result'
import { RunTagsForm } from './run-tags-form'
import { Tags } from './tags'
import { Button, ButtonLink } from './ui/button'
import { Section } from './ui/section'

interface RunTagsProps {
  org: string
  run: RunWithAbilities
  /** Reads `tags` from the form. */
  tag: FormAction
  editing: boolean
}

/** The tags of a run, each leading to the others that bear it, and the way to change them. */
export function RunTags({ org, run, tag, editing }: RunTagsProps) {
  const { run: number, project, tags, abilities } = run
  const href = paths.run(org, project, number)
  if (editing && abilities.update.ok)
    return (
      <Section title="Tags">
        <RunTagsForm tags={tags} tag={tag} cancelHref={href} />
      </Section>
    )
  return (
    <Section title="Tags">
      {tags.length > 0 ? (
        <Tags tags={tags} hrefOf={(one) => paths.runs(org, project, { tag: one })} />
      ) : (
        <p className="text-ink-2">The run has no tags.</p>
      )}
      <div id="tags" data-screen-only="" className="scroll-mt-60 pt-1">
        {abilities.update.ok ? (
          <ButtonLink href={`${href}?edit=tags#tags`}>Edit tags</ButtonLink>
        ) : (
          <Button
            disabledReason={abilities.update.reason}
            why={paths.why(org, 'run.update', run.uri)}
          >
            Edit tags
          </Button>
        )}
      </div>
    </Section>
  )
}
