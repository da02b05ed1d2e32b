import { z } from 'zod'
import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { PolicyForm } from '@/components/policy/policy-form'
import { PolicyHistory } from '@/components/policy/policy-history'
import { PolicyRules } from '@/components/policy/policy-rules'
import { Button, ButtonLink } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Pager } from '@/components/ui/pager'
import type { Ctx } from '@/lib/actor'
import { type PolicyOf, paths } from '@/lib/paths'
import { openHistory, openPolicy } from '@/lib/policies/open'
import { send } from './actions'

export const policySearch = z.object({ change: z.string(), saved: z.enum(['new', 'same']) })
export const historySearch = z.object({ from: z.string(), to: z.string(), cursor: z.string() })

interface BodyProps {
  ctx: Ctx
  org: string
  of: PolicyOf
  searchParams: SearchParams
}

/** The policy of a model, a project or the organization: what holds, or the form that sets it. */
export async function PolicyBody({ ctx, org, of, searchParams }: BodyProps) {
  const { change, saved } = await search(searchParams, policySearch)
  const found = await load(() => openPolicy(ctx, { org, ...of }))
  const { policy, above, may, teams, metrics, organizationName } = found
  const { own, warnings } = policy
  if (change && may.ok)
    return (
      <PolicyForm
        {...{ org, above, teams, metrics }}
        rules={own?.rules ?? {}}
        revision={own?.revision ?? 0}
        cancelHref={paths.policy(org, of)}
        send={send.bind(null, { org, ...of })}
      />
    )
  return (
    <div className="flex flex-col gap-5">
      {saved && own && (
        <Notice kind="done">
          {saved === 'new'
            ? `Saved as revision ${own.revision}.`
            : `These were the rules already. It stays at revision ${own.revision}.`}
        </Notice>
      )}
      <div className="flex flex-wrap items-start justify-between gap-3">
        <p className="max-w-[60ch] text-ink-2">{introduction(of)}</p>
        <div className="flex flex-wrap gap-2">
          {may.ok ? (
            <ButtonLink href={paths.policy(org, of, { change: 'rules' })}>
              Change the rules
            </ButtonLink>
          ) : (
            <Button disabledReason={may.reason}>Change the rules</Button>
          )}
          <ButtonLink href={paths.policyHistory(org, of)}>History</ButtonLink>
        </div>
      </div>
      {warnings.map(({ message }) => (
        <Notice key={message} kind="warning">
          {message}
        </Notice>
      ))}
      <PolicyRules policy={policy} place={{ org, organizationName, of }} />
    </div>
  )
}

function introduction({ project, model }: PolicyOf): string {
  if (model !== undefined)
    return 'What a decision on a version of this model needs, and where each rule comes from.'
  return project === undefined
    ? 'What decisions need in the whole organization. Projects and models may say otherwise.'
    : 'What decisions on the models of this project need. A model may say otherwise.'
}

/** Every revision of a policy, and what changed between two of them. */
export async function PolicyHistoryBody({ ctx, org, of, searchParams }: BodyProps) {
  const { from, to, cursor } = await search(searchParams, historySearch)
  const numbers = numbersOf(from, to)
  const { items, nextCursor, compared, isMissing } = await load(() =>
    fromCursor(cursor, (at) => openHistory(ctx, { org, ...of, ...numbers, cursor: at, limit: 25 })),
  )
  return (
    <>
      <PolicyHistory {...{ org, of, compared, isMissing }} revisions={items} now={ctx.now()} />
      <Pager
        label="revisions"
        firstHref={cursor ? paths.policyHistory(org, of) : null}
        nextHref={nextCursor ? paths.policyHistory(org, of, { cursor: nextCursor }) : null}
        nextLabel="Older"
      />
    </>
  )
}

/** Two revisions of an address, where both are numbers. */
function numbersOf(from: string | undefined, to: string | undefined) {
  const isNumber = (text: string | undefined) => text !== undefined && /^\d{1,9}$/.test(text)
  return isNumber(from) && isNumber(to) ? { from: Number(from), to: Number(to) } : {}
}
