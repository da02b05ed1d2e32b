import type { Access } from '@/lib/grants/view'
import type { Ability, Page } from '@/lib/view'
import { type AccessKind, AccessTable } from './access-table'
import type { FormAction } from './action-result'
import { GrantForm, type HolderOptions } from './grant-form'
import { NotAllowed } from './ui/empty'
import { Pager } from './ui/pager'
import { Section } from './ui/section'
import { TextLink } from './ui/text-link'

interface AccessSectionProps {
  org: string
  kind: AccessKind
  /** Who has access, or why it is not told. */
  access: { ok: true; value: Page<Access> } | { ok: false; reason: string }
  self: string | null
  /** Whether the viewer gives and takes roles here. */
  may: Ability
  holders: HolderOptions
  grant: FormAction
  revoke: (id: string) => FormAction
  /** By `paths.why()`: for who may not see it. */
  why: string
  /** Where is told who may do what. */
  whoHref: string
  pages: { firstHref: string | null; nextHref: (cursor: string) => string }
}

/** Who has access to a model or project, and the way to give it to somebody else. */
export function AccessSection(props: AccessSectionProps) {
  const { org, kind, access, self, may, holders, grant, revoke, why, whoHref, pages } = props
  if (!access.ok)
    return (
      <Section title="Who has access">
        <NotAllowed
          title="You cannot see who has access"
          reason={access.reason}
          whoCan={`A maintainer of the ${kind} or an admin of the organization gives roles.`}
          why={why}
        />
      </Section>
    )
  const { items, nextCursor } = access.value
  return (
    <Section
      title="Who has access"
      aside={<TextLink href={whoHref}>Who may approve, and through what</TextLink>}
    >
      <AccessTable {...{ org, kind, self }} access={items} revoke={may.ok ? revoke : null} />
      <Pager
        label="who has access"
        firstHref={pages.firstHref}
        nextHref={nextCursor ? pages.nextHref(nextCursor) : null}
        nextLabel="Next"
      />
      {may.ok && (
        <div className="mt-4">
          <h3 className="mb-3 font-strong">Give a role</h3>
          <GrantForm grant={grant} holders={holders} />
        </div>
      )}
    </Section>
  )
}
