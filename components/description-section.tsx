import type { ReactNode } from 'react'
import { EditLink, type EditLinkProps } from './edit-link'
import { Markdown } from './markdown'
import { NothingYet } from './ui/empty'
import { Section } from './ui/section'
import { TextLink } from './ui/text-link'

interface DescriptionSectionProps {
  org: string
  text: string
  /** Left out where the page leads to the form elsewhere. */
  edit?: EditLinkProps
  /** What stands here once it is written; left out, nothing stands here until then. */
  children?: ReactNode
}

/** What something is, in its owners' own words, and the way to say it. */
export function DescriptionSection({ org, text, edit, children }: DescriptionSectionProps) {
  if (!text && !children) return null
  return (
    <Section title="Description" aside={edit && <EditLink {...edit} />}>
      {text ? (
        <Markdown text={text} org={org} />
      ) : (
        <NothingYet how={edit?.may.ok && <TextLink href={edit.href}>Write it</TextLink>}>
          {children}
        </NothingYet>
      )}
    </Section>
  )
}
