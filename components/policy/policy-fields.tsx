'use client'
import type { ReactNode } from 'react'
import { offeredExclusions, offeredRoles, plainEvidence } from '@/lib/policies/form'
import type { Gate } from '@/lib/policies/rules'
import type { Policy } from '@/lib/policies/view'
import {
  tellAlias,
  tellApprovals,
  tellApprovedOnly,
  tellDays,
  tellEvidence,
  tellFourEyes,
  tellSignIn,
  tellTokens,
  tellUnapproved,
} from '@/lib/policies/words'
import { GateFields } from '../gates/gate-fields'
import { Field, FieldError, Select, Textarea } from '../ui/field'
import { Option } from '../ui/option'

type Values = Readonly<Record<string, string>>

export interface PolicyFieldsProps {
  /** What stands in the fields at first, by their names. */
  values: Values
  gates: readonly Gate[]
  sent: Values | undefined
  errors: Values
  /** What holds where nothing is set here. */
  above: Omit<Policy, 'own' | 'warnings'>
  teams: readonly { slug: string; name: string }[]
  /** Names of metrics, offered while writing. */
  metrics: readonly string[]
}

/** A field for every rule; each may be left to what lies above. Needs no script. */
export function PolicyFields(props: PolicyFieldsProps) {
  const { values, gates, sent, errors, above, metrics } = props
  const toggle = (name: string, label: string, tell: (on: boolean) => string, holds: boolean) => (
    <Select
      label={label}
      name={name}
      options={[
        { value: 'above', label: `As above: ${tell(holds)}` },
        { value: 'yes', label: tell(true) },
        { value: 'no', label: tell(false) },
      ]}
      defaultValue={values[name] ?? 'above'}
      error={errors[name]}
    />
  )
  return (
    <>
      <ApprovalFields {...props} />
      {toggle('fourEyes', 'Four eyes', tellFourEyes, above.fourEyes)}
      <Rule title="Required evidence" error={errorOf(errors, 'evidence')}>
        <Above items={above.evidence.map(tellEvidence)} />
        <Ticks
          prefix="evidence."
          names={plainEvidence}
          values={values}
          label={(item) => capital(tellEvidence(item))}
        />
        <Textarea
          label="More"
          aside="optional"
          name="evidence"
          rows={2}
          mono
          hint="One to a line: card:Risks, field:owner, metric:accuracy, param:depth."
          defaultValue={values.evidence}
        />
      </Rule>
      <Rule title="Gates">
        <Above items={above.gates.map(({ name, cel }) => `${name}: ${cel}`)} />
        <GateFields gates={gates} sent={sent} errors={errors} metrics={metrics} />
      </Rule>
      <AliasFields {...props} />
      <Choice
        name="valid"
        label="How long an approval lasts"
        values={values}
        amount={{ name: 'validDays', label: 'Days', error: errors.validDays }}
        options={[
          { value: 'above', label: `As above: ${tellDays(above.validDays)}` },
          { value: 'ever', label: 'For ever' },
          { value: 'days', label: 'A number of days' },
        ]}
      />
      {toggle('approvedOnly', 'What jobs may use', tellApprovedOnly, above.approvedOnly)}
      {toggle('tokenDecisions', 'Decisions through tokens', tellTokens, above.tokenDecisions)}
      <Choice
        name="signIn"
        label="Fresh sign-in"
        values={values}
        amount={{ name: 'signInMinutes', label: 'Minutes', error: errors.signInMinutes }}
        options={[
          { value: 'above', label: `As above: ${tellSignIn(above.signInMinutes)}` },
          { value: 'any', label: 'Whoever decides may have signed in at any time' },
          { value: 'within', label: 'Whoever decides has signed in within a number of minutes' },
        ]}
      />
      <Rule title="Kept from latest although approved" error={errorOf(errors, 'exclude')}>
        <Above items={above.exclude.map((what) => `${what} versions`)} />
        <Ticks
          prefix="exclude."
          names={offeredExclusions}
          values={values}
          label={(what) => exclusionWords[what]}
        />
      </Rule>
      <Choice
        name="unapproved"
        label="What is deployed"
        values={values}
        amount={{
          ...{ name: 'deployUnapproved', label: 'Targets', inputMode: 'text' },
          error: errorOf(errors, 'deployUnapproved'),
        }}
        options={[
          { value: 'above', label: `As above: ${tellUnapproved(above.deployUnapproved)}` },
          { value: 'none', label: tellUnapproved([]) },
          { value: 'some', label: 'Versions that nobody has decided on, too, at some targets' },
        ]}
      />
    </>
  )
}

const exclusionWords = {
  stale: 'Versions that have changed since they were approved',
  expired: 'Versions whose approval has run out',
  recalled: 'Versions that are recalled',
} as const

function ApprovalFields({ values, errors, above, teams }: PolicyFieldsProps) {
  const named = ticked(values, 'approvals.team.').filter(
    (slug) => !teams.some((t) => t.slug === slug),
  )
  const offered = [...teams, ...named.map((slug) => ({ slug, name: `${slug}, which is gone` }))]
  const held = ticked(values, 'approvals.role.')
  const roles = [...new Set([...offeredRoles, ...held])]
  return (
    <fieldset className="group/approvals flex min-w-0 flex-col gap-3">
      <legend className="mb-2 font-strong">Approvals</legend>
      <Option
        type="radio"
        name="approvals"
        value="above"
        label={`As above: ${tellApprovals(above.approvals)}`}
        defaultChecked={values.approvals !== 'own'}
      />
      <Option
        type="radio"
        name="approvals"
        value="own"
        label="Set here"
        defaultChecked={values.approvals === 'own'}
      />
      <div className="flex flex-col gap-4 border-l border-line pl-4 group-has-[[name=approvals][value=above]:checked]/approvals:hidden">
        <Field
          label="How many different people"
          name="approvals.count"
          inputMode="numeric"
          autoComplete="off"
          defaultValue={values['approvals.count'] || '1'}
          error={errors['approvals.count'] ?? errors.approvals}
        />
        <Rule title="From whom" error={errors['approvals.teams'] ?? errors['approvals.roles']}>
          <Option
            type="radio"
            name="approvals.from"
            value="anyone"
            label="Any approver"
            defaultChecked={(values['approvals.from'] ?? 'anyone') === 'anyone'}
          />
          <Option
            type="radio"
            name="approvals.from"
            value="teams"
            label="Approvers in teams"
            says="as many of the teams as can be take part"
            defaultChecked={values['approvals.from'] === 'teams'}
          />
          <div className="flex flex-col gap-2 pl-6">
            {offered.length === 0 && <p className="text-ink-2">There is no team yet.</p>}
            <Ticks
              prefix="approvals.team."
              names={offered.map(({ slug }) => slug)}
              values={values}
              label={(slug) => offered.find((team) => team.slug === slug)?.name ?? slug}
            />
          </div>
          <Option
            type="radio"
            name="approvals.from"
            value="roles"
            label="Approvers who have another role too"
            defaultChecked={values['approvals.from'] === 'roles'}
          />
          <div className="flex flex-col gap-2 pl-6">
            <Ticks prefix="approvals.role." names={roles} values={values} label={(role) => role} />
          </div>
        </Rule>
      </div>
    </fieldset>
  )
}

function AliasFields({ values, errors, above, teams }: PolicyFieldsProps) {
  const rows = Object.keys(values).filter((name) =>
    /^protectedAliases\.\d+\.name$/.test(name),
  ).length
  const filled = Array.from({ length: rows + 2 }, (_, at) => at)
  // Rows without a name are left out before the command counts them.
  let kept = 0
  return (
    <Rule title="Protected aliases" error={errors.protectedAliases}>
      <p className="text-ink-2">
        They lead to approved versions only. With teams, only maintainers in one of them move or
        remove the alias.
      </p>
      <Above items={above.protectedAliases.map(tellAlias)} />
      {filled.map((at) => {
        const name = values[`protectedAliases.${at}.name`] ?? ''
        const who = values[`protectedAliases.${at}.teams`] ?? ''
        const place = name || who ? kept++ : null
        const error = (field: string) =>
          place === null ? undefined : errorOf(errors, `protectedAliases.${place}.${field}`)
        return (
          <div key={at} className="grid gap-3 sm:grid-cols-2">
            <Field
              label={`Alias ${at + 1}`}
              name={`protectedAliases.${at}.name`}
              maxLength={96}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              defaultValue={name}
              error={error('name')}
            />
            <Field
              label={`Teams of alias ${at + 1}`}
              aside="optional"
              name={`protectedAliases.${at}.teams`}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              placeholder={teams
                .slice(0, 2)
                .map(({ slug }) => slug)
                .join(', ')}
              defaultValue={who}
              error={error('teams')}
            />
          </div>
        )
      })}
    </Rule>
  )
}

interface ChoiceProps {
  name: string
  label: string
  values: Values
  options: readonly { value: string; label: string }[]
  /** The number, or the words, that the last option asks for. */
  amount: {
    name: string
    label: string
    error: string | undefined
    inputMode?: 'numeric' | 'text'
  }
}

function Choice({ name, label, values, options, amount }: ChoiceProps) {
  return (
    <div className="grid items-end gap-3 sm:grid-cols-[minmax(0,1fr)_8rem]">
      <Select label={label} name={name} options={options} defaultValue={values[name] ?? 'above'} />
      <Field
        label={amount.label}
        name={amount.name}
        inputMode={amount.inputMode ?? 'numeric'}
        autoComplete="off"
        defaultValue={values[amount.name]}
        error={amount.error}
      />
    </div>
  )
}

interface RuleProps {
  title: string
  error?: string | undefined
  children: ReactNode
}

function Rule({ title, error, children }: RuleProps) {
  const id = `${title.replaceAll(' ', '-')}-error`
  return (
    <fieldset className="flex min-w-0 flex-col gap-3" aria-describedby={error ? id : undefined}>
      <legend className="mb-2 font-strong">{title}</legend>
      {children}
      {error && (
        // Reached by the focus after a refusal.
        <div tabIndex={-1} data-failure="" className="outline-none">
          <FieldError id={id}>{error}</FieldError>
        </div>
      )}
    </fieldset>
  )
}

/** What holds besides, since lists add up. */
function Above({ items }: { items: readonly string[] }) {
  if (items.length === 0) return null
  return <p className="wrap-anywhere text-ink-2">Also from above: {items.join(' · ')}</p>
}

interface TicksProps<N extends string> {
  prefix: string
  names: readonly N[]
  values: Values
  label: (name: N) => string
}

function Ticks<N extends string>({ prefix, names, values, label }: TicksProps<N>) {
  return names.map((name) => (
    <Option
      key={name}
      type="checkbox"
      name={`${prefix}${name}`}
      label={label(name)}
      defaultChecked={values[`${prefix}${name}`] !== undefined}
    />
  ))
}

const ticked = (values: Values, prefix: string) =>
  Object.keys(values).flatMap((name) =>
    name.startsWith(prefix) ? [name.slice(prefix.length)] : [],
  )

/** What is wrong with a rule as a whole, or with the first thing in it. */
function errorOf(errors: Values, rule: string): string | undefined {
  return errors[rule] ?? Object.entries(errors).find(([field]) => field.startsWith(`${rule}.`))?.[1]
}

const capital = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
