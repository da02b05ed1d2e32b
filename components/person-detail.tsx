import type { PersonDetail as Detail, HeldRole, SignIn } from '@/lib/activity/person'
import { exactTime } from '@/lib/format'
import { paths } from '@/lib/paths'
import { browserOf } from './browser-name'
import { Properties } from './ui/properties'
import { Section } from './ui/section'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'

interface PersonDetailProps {
  org: string
  person: Detail
}

/** Who someone is here: their roles, what they answer for, and where they signed in. */
export function PersonDetail({ org, person }: PersonDetailProps) {
  const { kind, email, since, until, roles, teams, answersFor, owner } = person
  const isPerson = kind === 'person'
  return (
    <div className="flex flex-col gap-6 pb-6">
      <Properties
        items={[
          { label: isPerson ? 'Member since' : 'Made', value: exactTime(since) },
          ...(until ? [{ label: isPerson ? 'Until' : 'Disabled', value: exactTime(until) }] : []),
          ...(isPerson ? [{ label: 'E-mail', value: person.erased ? 'erased' : email }] : []),
          ...(owner
            ? [
                {
                  label: 'Answered for by',
                  value: <TextLink href={paths.person(org, owner.id)}>{owner.name}</TextLink>,
                },
              ]
            : []),
          { label: 'Roles', value: roles.length > 0 && <Roles org={org} roles={roles} /> },
          ...(isPerson
            ? [
                { label: 'Teams', value: teams.join(', ') },
                {
                  label: 'Answers for',
                  value: answersFor.length > 0 && (
                    <ul>
                      {answersFor.map(({ id, name }) => (
                        <li key={id}>
                          <TextLink href={paths.person(org, id)}>{name}</TextLink>
                        </li>
                      ))}
                    </ul>
                  ),
                },
              ]
            : []),
        ]}
      />
      {isPerson && <SignIns person={person} />}
    </div>
  )
}

function Roles({ org, roles }: { org: string; roles: readonly HeldRole[] }) {
  return (
    <ul>
      {roles.map(({ role, scope, slug, team }) => (
        <li key={`${role} ${scope} ${slug} ${team}`}>
          {role}
          {scope === 'project' && (
            <>
              {' '}
              in <TextLink href={paths.project(org, slug)}>{slug}</TextLink>
            </>
          )}
          {scope === 'model' && (
            <>
              {' '}
              on <TextLink href={paths.model(org, slug)}>{slug}</TextLink>
            </>
          )}
          {team && <span className="text-ink-2"> through the team {team}</span>}
        </li>
      ))}
    </ul>
  )
}

const columns: readonly Column[] = [
  { key: 'at', label: 'Signed in' },
  { key: 'seen', label: 'Last seen' },
  { key: 'end', label: 'Ended' },
  { key: 'how', label: 'How' },
  { key: 'address', label: 'Address' },
  { key: 'browser', label: 'Browser' },
]

function SignIns({ person: { signIns, hiddenSignIns, refusedSignIns } }: { person: Detail }) {
  return (
    <Section title="Sign-ins">
      <p className="max-w-[68ch] text-ink-2">
        {refusedSignIns === 0
          ? 'No refused attempt in the last day.'
          : `${refusedSignIns} refused in the last day.`}{' '}
        Sign-ins are kept until a month after they end, and are not part of the sealed log.
        {hiddenSignIns &&
          ' Some are left out: only they themselves see those of a time when they were not a member here, or one elsewhere, too.'}
      </p>
      {signIns.length > 0 && (
        <Table caption="Sign-ins" columns={columns} size="lg">
          {signIns.map((one) => (
            <SignInRow key={`${one.at} ${one.lastSeenAt}`} signIn={one} />
          ))}
        </Table>
      )}
    </Section>
  )
}

function SignInRow({ signIn }: { signIn: SignIn }) {
  const { at, lastSeenAt, endedAt, method, ip, userAgent } = signIn
  return (
    <Row>
      <RowHead>
        <span className="whitespace-nowrap">{exactTime(at)}</span>
      </RowHead>
      <Cell>
        <span className="whitespace-nowrap text-ink-2">{exactTime(lastSeenAt)}</span>
      </Cell>
      <Cell nothing="not yet">
        {endedAt && <span className="whitespace-nowrap text-ink-2">{exactTime(endedAt)}</span>}
      </Cell>
      <Cell>{method === 'oidc' ? 'by provider' : 'by password'}</Cell>
      <Cell nothing="not known">{ip && <code className="font-mono">{ip}</code>}</Cell>
      <Cell nothing="not known">{userAgent && browserOf(userAgent)}</Cell>
    </Row>
  )
}
