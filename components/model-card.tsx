import type { Model } from '@/lib/models/view'
import { paths } from '@/lib/paths'
import type { Ability } from '@/lib/view'
import { Markdown } from './markdown'
import { NothingYet } from './ui/empty'
import { LockIcon } from './ui/icons'
import { Section } from './ui/section'
import { TextLink } from './ui/text-link'
import { Tooltip } from './ui/tooltip'

interface ModelCardProps {
  org: string
  model: Pick<Model, 'slug' | 'description'> & { abilities: { update: Ability } }
}

/** What the model is for, in its owners' own words. */
export function ModelCard({ org, model }: ModelCardProps) {
  const { slug, description, abilities } = model
  const { update } = abilities
  const edit = update.ok ? (
    <TextLink href={paths.modelEdit(org, slug)}>Edit</TextLink>
  ) : (
    <Tooltip text={update.reason} align="end">
      <span className="inline-flex items-center gap-1 text-ink-3">
        <LockIcon />
        Edit
      </span>
    </Tooltip>
  )
  return (
    <Section title="Model card" aside={edit}>
      {description ? (
        <Markdown text={description} org={org} />
      ) : (
        <NothingYet
          how={
            update.ok && <TextLink href={paths.modelEdit(org, slug)}>Write the model card</TextLink>
          }
        >
          What the model is for, what it was trained on, where it fails and whom to ask stands here.
        </NothingYet>
      )}
    </Section>
  )
}
