import { exactTime } from '../format'
import type { Compliance } from './view'

type Gap = Compliance['gaps'][number]

/** What nobody can say of a version, and what to know before relying on it. */
export function gapsOf(told: Omit<Compliance, 'gaps'>): Gap[] {
  return [...ofMaking(told), ...ofDeciding(told), ...ofRecord(told)].map(([code, message]) => ({
    code,
    message,
  }))
}

type Said = [code: string, message: string]

function ofMaking({ version, made }: Omit<Compliance, 'gaps'>): Said[] {
  const said: Said[] = []
  if (version.files.length === 0)
    said.push(['no_files', 'It has no files: there is nothing to run.'])
  if (Object.keys(version.metrics).length === 0)
    said.push(['no_metrics', 'It has no metrics: nobody can say how good it is.'])
  if (!made)
    return [
      ...said,
      [
        'no_run',
        'No run is linked: nobody can say which code made it, on which data, or on what machine.',
      ],
    ]
  const { commit, code, inputs, hiddenInputs, packages, image, state } = made
  if (state !== 'completed')
    said.push(['run_state', `The run that made it is ${state}, not completed.`])
  if (!commit && !code)
    said.push([
      'no_code',
      'The run names no commit and keeps no code: nobody can say which code made it.',
    ])
  if (commit?.dirty)
    said.push(['dirty_code', 'The code had changes that were in no commit when the run was made.'])
  if (!image && packages.length === 0)
    said.push([
      'no_environment',
      'The run names neither image nor packages: it cannot be repeated exactly.',
    ])
  if (inputs.length + hiddenInputs === 0)
    said.push(['no_data', 'The run names no input: nobody can say which data trained it.'])
  if (hiddenInputs > 0)
    said.push(['hidden_data', 'Some of its inputs are not shown, since you may not see them.'])
  const loose = inputs.filter(({ digest, kind }) => digest === null && kind === 'external')
  if (loose.length > 0)
    said.push([
      'loose_data',
      `${loose.map(({ name }) => name).join(', ')}: an address outside the hub, without a digest. What stood there then cannot be shown.`,
    ])
  return said
}

function ofDeciding({ version, decisions, recalls, policy }: Omit<Compliance, 'gaps'>): Said[] {
  const said: Said[] = []
  const { state, approval } = version
  const standing = decisions.find(({ verdict }) => verdict === 'approve')
  if (state === 'pending') said.push(['undecided', 'Nobody has decided on it yet.'])
  if (state === 'rejected') said.push(['rejected', 'It was rejected.'])
  if (policy.length === 0) said.push(['no_policy', 'No policy is set: one approver suffices.'])
  if (state === 'approved' && standing) {
    if (approval.override)
      said.push(['override', 'An admin approved it by override: its policy was not met.'])
    if (approval.stale) said.push(['stale', 'What was approved has changed since.'])
    if (approval.expired && approval.validUntil)
      said.push(['expired', `Its approval ended on ${exactTime(approval.validUntil)}.`])
    if (standing.ownWork)
      said.push(['own_work', 'Who registered it, or trained it, approved it: four eyes were off.'])
    if (standing.gates === null)
      said.push([
        'no_checks',
        'The approval is from before checks were kept: nobody can say what its gates saw.',
      ])
  }
  const held = recalls.filter(({ liftedAt }) => liftedAt === null)
  if (held.length > 0) said.push(['recalled', 'A recall holds that reaches it.'])
  return said
}

function ofRecord(told: Omit<Compliance, 'gaps'>): Said[] {
  const { registration, made, decisions, aliases, runs, uses, checkpoint } = told
  const said: Said[] = []
  const facts = [...decisions, ...aliases, ...runs, ...uses]
  const events = [registration?.event, ...facts.map(({ event }) => event)]
  if (made) events.push(made.event)
  if (events.some((event) => !event))
    said.push(['no_event', 'Part of this was not found in the log.'])
  if (events.some((event) => event && event.index === null))
    said.push(['unsealed', 'Part of this is not sealed yet. Load the page again in a second.'])
  if (!checkpoint) said.push(['no_checkpoint', 'The log has no signed head yet.'])
  return said
}
