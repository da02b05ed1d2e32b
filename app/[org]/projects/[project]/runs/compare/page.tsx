import type { Metadata } from 'next'
import { load } from '@/app/load'
import type { SearchParams } from '@/app/search'
import { ComparedRuns } from '@/components/experiments/compared-runs'
import { MetricPlots } from '@/components/metric-plots'
import { PageHeader } from '@/components/shell/page-header'
import { NothingYet } from '@/components/ui/empty'
import { Notice } from '@/components/ui/notice'
import { Section } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { paths } from '@/lib/paths'
import { mostBeside, runsBeside } from '@/lib/runs/beside'
import { type ProjectParams, projectOf } from '../../project'
import { curvesBeside, mostDrawn } from './curves'

export const metadata: Metadata = { title: 'Compare runs' }

interface Props {
  params: ProjectParams
  searchParams: SearchParams
}

export default async function CompareRunsPage({ params, searchParams }: Props) {
  const { org, project: slug } = await params
  const asked = numbersOf((await searchParams).run)
  const { ctx, project } = await projectOf(org, slug, (at) =>
    paths.compareRuns(org, at, { run: asked.map(String) }),
  )
  const numbers = asked.slice(0, mostBeside)
  const { runs, meanings } = await load(() =>
    runsBeside(ctx, { org, project: slug, runs: numbers }),
  )
  const sources = await curvesBeside(ctx, { org, project: slug }, runs)
  const missing = numbers.filter((number) => !runs.some(({ run }) => run === number))
  return (
    <>
      <PageHeader
        title="Compare runs"
        trail={[
          { href: paths.project(org, slug), label: project.name },
          { href: paths.runs(org, slug), label: 'Runs' },
        ]}
      />
      <div className="flex flex-col gap-8">
        {missing.length > 0 && (
          <Notice>
            There is no {missing.map((number) => `#${number}`).join(', ')} in {project.name}.
          </Notice>
        )}
        {asked.length > mostBeside && (
          <Notice>
            {asked.length} runs were chosen; the first {mostBeside} stand side by side.
          </Notice>
        )}
        {runs.length === 0 ? (
          <NothingYet>
            Runs stand side by side here: parameters, metrics and curves. Choose some in the list of
            an <TextLink href={paths.experiments(org, slug)}>experiment</TextLink>.
          </NothingYet>
        ) : (
          <ComparedRuns {...{ org, runs, meanings }} now={ctx.now()} />
        )}
        {sources.length > 0 && (
          <Section
            title="Curves"
            aside={runs.length > mostDrawn ? `Of the first ${mostDrawn} runs` : null}
          >
            <MetricPlots sources={sources} />
          </Section>
        )}
      </div>
    </>
  )
}

function numbersOf(asked: string | string[] | undefined): number[] {
  const numbers = [asked ?? []]
    .flat()
    .flatMap((text) => text.split(','))
    .map(Number)
    .filter((number) => Number.isInteger(number) && number > 0 && number < 2 ** 31)
  return [...new Set(numbers)]
}
