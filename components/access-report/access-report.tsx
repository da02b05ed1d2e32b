import type { MayDo, Who } from '@/lib/access-report/view'
import type { AccessSearch } from '@/lib/paths'
import { Button } from '../ui/button'
import { NotAllowed } from '../ui/empty'
import { Field, Select } from '../ui/field'
import { GetForm } from '../ui/get-form'
import { Pager } from '../ui/pager'
import { TextLink } from '../ui/text-link'
import { PersonTable } from './person-table'
import { WhoTables } from './who-tables'
import { deedOf, needWords } from './words'

interface AccessReportProps {
  /** What may be asked about here. */
  actions: readonly string[]
  asked: AccessSearch
  /** Whether a version can be named. */
  versions?: boolean
  /** The answer, or why it is not told. */
  who: { ok: true; value: Who } | { ok: false; reason: string }
  /** What one person may, where that was asked. */
  person: MayDo | null
  whyHref: string
  addressOf: (search: AccessSearch) => string
}

/** Who may do something here and through what, or what somebody may. */
export function AccessReport(props: AccessReportProps) {
  const { actions, asked, versions = false, who, person, whyHref, addressOf } = props
  if (!who.ok)
    return (
      <NotAllowed
        title="You cannot see who has access"
        reason={who.reason}
        whoCan="Maintainers, auditors and admins see it."
        why={whyHref}
      />
    )
  const { can, needs, rules, items, nextCursor } = who.value
  const { version } = asked
  return (
    <div className="flex flex-col gap-8">
      <GetForm
        action={addressOf({})}
        label="Who may do what"
        className="flex flex-wrap items-end gap-3"
      >
        <Select
          label="Who may"
          name="can"
          key={can}
          defaultValue={can}
          options={actions.map((action) => ({ value: action, label: deedOf(action) }))}
        />
        {versions && (
          <Field
            label="Version"
            aside="optional"
            name="version"
            key={`version ${version}`}
            defaultValue={version ? `v${version}` : ''}
            pattern="v?[1-9][0-9]*"
            placeholder="v3"
          />
        )}
        <Button>Show</Button>
      </GetForm>
      {person ? (
        <>
          <p>
            <TextLink href={addressOf({ can, version })}>Back to who may {deedOf(can)}</TextLink>
          </p>
          <PersonTable report={person} whoHref={(action) => addressOf({ can: action, version })} />
        </>
      ) : (
        <>
          <div className="max-w-[68ch]">
            <p>{needWords(can, needs)}</p>
            {rules.length > 0 && (
              <ul aria-label="What the policy asks for" className="list-disc pl-4 text-ink-2">
                {rules.map((rule) => (
                  <li key={rule}>{rule}</li>
                ))}
              </ul>
            )}
          </div>
          <WhoTables who={who.value} personHref={(id) => addressOf({ person: id, can, version })} />
          <Pager
            label="people"
            firstHref={asked.cursor ? addressOf({ can, version }) : null}
            nextHref={nextCursor ? addressOf({ can, version, cursor: nextCursor }) : null}
            nextLabel={`Next after ${items.length}`}
          />
        </>
      )}
    </div>
  )
}
