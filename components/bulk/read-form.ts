import { wordsOf } from '@/lib/format'
import type { ApprovalState } from '../state-badge'

export type BulkKind = 'decide' | 'tag' | 'archive'
export type Verdict = 'approve' | 'reject' | 'withdraw'

export interface FormDecision {
  uri: string
  decision: Verdict
  note: string
  /** It is stopped where it serves, too. */
  stop?: true
}

/** Field → what is wrong with it. */
export type Problems = Record<string, string>

/**
 * The fields of the forms. `version` names each version that the form is about; others are about one of them
 * and carry its URI behind a colon.
 */
export const fields = {
  version: 'version',
  state: (uri: string) => `state:${uri}`,
  pick: (uri: string) => `pick:${uri}`,
  own: (uri: string) => `own:${uri}`,
  note: (uri: string) => `note:${uri}`,
  rest: 'rest',
  approveNote: 'approve-note',
  rejectNote: 'reject-note',
  add: 'add',
  remove: 'remove',
  archiveNote: 'note',
  force: 'force',
  stop: 'stop',
}

/**
 * What a form decides: what is picked is approved, what else is pending follows `rest`, and what a version
 * has a decision of its own for follows that.
 */
export function readDecisions(form: FormData): FormDecision[] {
  const rest = text(form, fields.rest)
  return versionsOf(form).flatMap((uri): FormDecision[] => {
    const waits = text(form, fields.state(uri)) === 'pending'
    const usual = form.has(fields.pick(uri)) ? 'approve' : waits ? rest : ''
    const decision = text(form, fields.own(uri)) || usual
    if (!isVerdict(decision)) return []
    const shared = decision === 'approve' ? fields.approveNote : fields.rejectNote
    const note = text(form, fields.note(uri)) || text(form, shared)
    const stops = decision !== 'approve' && text(form, fields.stop) === 'yes'
    return [{ uri, decision, note, ...(stops && { stop: true }) }]
  })
}

/** What keeps a form from being recorded, by its fields. */
export function decisionProblems(form: FormData): Problems {
  const decisions = readDecisions(form)
  if (decisions.length === 0)
    return {
      [fields.rest]:
        'Nothing is decided yet. Select what to approve, or say what becomes of the rest.',
    }
  const wordless = decisions.filter(({ note }) => !note)
  const again = wordless.find(
    ({ uri, decision }) =>
      decision === 'approve' &&
      text(form, fields.state(uri)) === ('rejected' satisfies ApprovalState),
  )
  return {
    ...(again && {
      [fields.approveNote]: `${again.uri} was rejected. Say why it is approved after all.`,
    }),
    ...(wordless.some(({ decision }) => decision !== 'approve') && {
      [fields.rejectNote]: 'Say why, so the next person knows.',
    }),
  }
}

/** The versions that something is done to, and what keeps it from being done. */
export function readForm(kind: BulkKind, form: FormData): { uris: string[]; problems: Problems } {
  if (kind === 'decide') {
    const uris = readDecisions(form).map(({ uri }) => uri)
    return { uris, problems: decisionProblems(form) }
  }
  const uris = versionsOf(form)
  if (uris.length === 0) return { uris, problems: { versions: 'Select one version at least.' } }
  const tags = [fields.add, fields.remove].flatMap((field) => wordsOf(text(form, field)))
  if (kind === 'tag' && tags.length === 0)
    return { uris, problems: { [fields.add]: 'Name a tag to add or to remove.' } }
  return { uris, problems: {} }
}

/** The same form about some of its versions only. */
export function partOf(form: FormData, uris: readonly string[]): FormData {
  const part = new FormData()
  const kept = new Set(uris)
  for (const [name, value] of form) {
    const about = /^(?:state|pick|own|note):(.+)$/.exec(name)?.[1]
    if (name !== fields.version && (!about || kept.has(about))) part.append(name, value)
  }
  for (const uri of uris) part.append(fields.version, uri)
  return part
}

export function versionsOf(form: FormData): string[] {
  return form.getAll(fields.version).filter((value) => typeof value === 'string')
}

function text(form: FormData, field: string): string {
  const value = form.get(field)
  return typeof value === 'string' ? value.trim() : ''
}

function isVerdict(decision: string): decision is Verdict {
  return decision === 'approve' || decision === 'reject' || decision === 'withdraw'
}
