import { and, eq, isNull, sql } from 'drizzle-orm'
import { teams } from '@/db/schema/tables'
import type { ReadDb } from '../door'
import { invalid } from '../errors'
import { checkGate } from '../gates/check'
import type { PolicyPlace } from './find'
import type { PolicyRules } from './rules'

/**
 * Throws `invalid`, with a sentence for each rule, for what could never be meant. With `lock` no team that
 * is named goes before the transaction ends.
 */
export async function checkRules(
  db: ReadDb,
  { access: { organizationId } }: Pick<PolicyPlace, 'access'>,
  rules: PolicyRules,
  { lock = false } = {},
): Promise<void> {
  const problems = [
    ...gateProblems(rules),
    ...(await unknownTeams(db, organizationId, rules, lock)),
  ]
  const [first] = problems
  if (first)
    throw invalid(`${first[0]}: ${first[1]}`, {
      fields: Object.fromEntries([...problems].reverse()),
    })
}

function gateProblems({ gates = [] }: PolicyRules): [string, string][] {
  return gates.flatMap(({ cel }, at): [string, string][] => {
    const [problem] = checkGate(cel)
    if (!problem) return []
    const where = problem.at === undefined ? '' : ` (at character ${problem.at + 1})`
    return [[`gates.${at}.cel`, `${problem.message}${where}`]]
  })
}

async function unknownTeams(
  db: ReadDb,
  organizationId: string,
  { approvals, protectedAliases = [] }: PolicyRules,
  lock: boolean,
): Promise<[string, string][]> {
  const named = [
    ...(approvals?.teams ?? []).map((slug) => ({ rule: 'approvals.teams', slug })),
    ...protectedAliases.flatMap(({ teams = [] }, at) =>
      teams.map((slug) => ({ rule: `protectedAliases.${at}.teams`, slug })),
    ),
  ]
  if (named.length === 0) return []
  const slugs = [...new Set(named.map(({ slug }) => slug))]
  const search = db
    .select({ slug: teams.slug })
    .from(teams)
    .where(
      and(
        eq(teams.organizationId, organizationId),
        isNull(teams.removedAt),
        sql`${teams.slug} = any(${sql.param(slugs)}::text[])`,
      ),
    )
    .orderBy(teams.id)
  const found = await (lock ? search.for('key share') : search)
  const known = new Set(found.map(({ slug }) => slug))
  return named
    .filter(({ slug }) => !known.has(slug))
    .map(({ rule, slug }) => [rule, `There is no team ${slug}. Make it first, or name another.`])
}
