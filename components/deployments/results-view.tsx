import type { DeploymentResults } from '@/lib/deployments/results-view'
import { plural } from '@/lib/format'
import { paths } from '@/lib/paths'
import type { Ability } from '@/lib/view'
import { Time } from '../time'
import { NothingYet } from '../ui/empty'
import { Section } from '../ui/section'
import { TextLink } from '../ui/text-link'
import { GivenOut } from './given-out'
import { OutcomePlot } from './outcome-plot'
import { OutcomeTable } from './outcome-table'
import { PointTable } from './point-table'
import { Reporting } from './reporting'
import { ResultsChoice, type ResultsSearch } from './results-choice'

interface ResultsViewProps {
  org: string
  results: DeploymentResults
  /** What the address asks for. */
  asked: ResultsSearch
  /** Where the hub answers, without a trailing slash. */
  baseUrl: string
  /** Whether the caller may report. */
  may: Ability
  now: Date
}

/** What came of the variants of a deployment, in words, drawn, and as tables; and how each was given out. */
export function ResultsView({ org, results, asked, baseUrl, may, now }: ResultsViewProps) {
  const { deployment, metric, metrics, variants, points, hidden } = results
  const reported = variants.some(({ count }) => count > 0)
  const reporting = (
    <Reporting {...{ baseUrl, org, deployment, may }} variant={variants[0]?.name ?? 'v1'} />
  )
  if (variants.length === 0 && !asked.from && !asked.to)
    return (
      <NothingYet
        how={<TextLink href={paths.deployment(org, deployment)}>See what it serves</TextLink>}
      >
        {hidden > 0
          ? 'It serves models that you may not see, so their results are not shown either.'
          : 'It never served anything. What comes of its versions stands here once it does.'}
      </NothingYet>
    )
  return (
    <div className="flex flex-col gap-8">
      <Section
        title={
          metric === null ? 'Results' : <span className="wrap-anywhere">Results in {metric}</span>
        }
      >
        <div className="flex flex-col gap-4">
          {metrics.length > 0 && <ResultsChoice {...{ org, results, asked }} />}
          <Counted results={results} now={now} />
          {reported ? (
            <>
              <OutcomeTable org={org} results={results} />
              <OutcomePlot results={results} />
              <PointTable results={results} />
            </>
          ) : (
            <NothingYet how={metrics.length === 0 && reporting}>
              {metrics.length === 0
                ? 'Nobody reported yet what came of these versions. Whoever asks which one serves can say how it went, and the versions are compared here.'
                : 'Nothing was reported of this metric in this time.'}
            </NothingYet>
          )}
        </div>
      </Section>
      <GivenOut org={org} results={results} points={points} />
      {metrics.length > 0 && <Section title="Report more">{reporting}</Section>}
    </div>
  )
}

/** Which revisions the figures are about. */
function Counted({ results, now }: { results: DeploymentResults; now: Date }) {
  const { splits, from, to, variants, hidden } = results
  const newest = splits[0]?.revision
  const oldest = splits.at(-1)?.revision
  if (newest === undefined || from === null)
    return <p className="text-ink-2">It served nothing in this time.</p>
  const revisions = newest === oldest ? `revision #${newest}` : `revisions #${oldest} to #${newest}`
  return (
    <p className="max-w-[68ch] text-ink-2">
      Counted since <Time at={from} now={now} exact />
      {to && (
        <>
          {' '}
          until <Time at={to} now={now} exact />
        </>
      )}
      , over {revisions}
      {variants.length > 1 && splits.length > 1 && ', each compared in itself'}.
      {hidden > 0 && ` ${plural(hidden, 'more version')} of models that you may not see.`}
    </p>
  )
}
