import type { Model } from '@/lib/models/view'
import { paths } from '@/lib/paths'
import type { Ability } from '@/lib/view'
import { EditLink } from './edit-link'
import { Markdown } from './markdown'
import { NothingYet } from './ui/empty'
import { Section } from './ui/section'
import { TextLink } from './ui/text-link'

interface ModelCardProps {
  org: string
  model: Pick<Model, 'slug' | 'description'> & { abilities: { update: Ability } }
}

/** What the model is for, in its owners' own words. */
export function ModelCard({ org, model }: ModelCardProps) {
  const { slug, description, abilities } = model
  const { update } = abilities
  const edit = <EditLink href={paths.modelEdit(org, slug)} may={update} />
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
