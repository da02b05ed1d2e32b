import { paths } from '@/lib/paths'
import type { Reproduction } from '@/lib/runs/reproduction-view'
import type { MetricSeries, Run } from '@/lib/runs/view'
import type { ReviewedVersion } from '@/lib/versions/queries'
import { CodeEvidence } from './code-evidence'
import { DataEvidence } from './data-evidence'
import { EnvironmentEvidence } from './environment-evidence'
import { FileTable } from './file-table'
import { MetricPlots } from './metric-plots'
import { MetricsCompare } from './metrics-compare'
import { ParamsTable } from './params-table'
import { ReproductionSection } from './reproduction-section'
import { PolicyChecks } from './review/policy-checks'
import { Section } from './ui/section'
import { Uri } from './uri'
import { VerdictCounts } from './verdict-counts'
import { VersionOrigin } from './version-origin'

export interface Evidence {
  /** The run that made the version, if one did. */
  run: Run | null
  /** That of the version beside it. */
  baseRun: Run | null
  /** Metrics over the steps of the run; those with a single value are left out. */
  curves: readonly MetricSeries[]
  /** What it takes to make the version again; null where no run is known. */
  record: Reproduction | null
}

interface VersionEvidenceProps {
  org: string
  version: ReviewedVersion
  evidence: Evidence
}

/** What a reviewer weighs, the approved version beside it: metrics, parameters, data, code, files, curves. */
export function VersionEvidence({ org, version, evidence }: VersionEvidenceProps) {
  const { run, baseRun, curves, record } = evidence
  const { base } = version
  return (
    <>
      <PolicyChecks org={org} version={version} />
      <Metrics version={version} />
      <Parameters version={version} />
      {version.origin && <VersionOrigin org={org} origin={version.origin} />}
      {run ? (
        <>
          <DataEvidence org={org} inputs={run.inputs} base={besides(base, baseRun)} />
          <CodeEvidence run={run} base={besides(base, baseRun)} />
          <EnvironmentEvidence run={run} base={besides(base, baseRun)} />
        </>
      ) : (
        <Section title="Data, code and environment">
          <p className="text-ink-2">
            {version.origin
              ? `v${version.version} was registered without a run of the hub, so its data and code are not on record.`
              : `v${version.version} was uploaded without a run, so its data, code and environment are not on record.`}
          </p>
        </Section>
      )}
      <Files org={org} version={version} />
      {run && curves.length > 0 && (
        <Section title="Curves of the run" aside={<Uri uri={run.uri} org={org} copy={false} />}>
          {/* On paper the plots suffice. */}
          <div className="print:[&_details]:hidden">
            <MetricPlots
              sources={[{ label: `#${run.run}`, startedAt: run.createdAt, series: curves }]}
            />
          </div>
        </Section>
      )}
      {record && <ReproductionSection org={org} record={record} title="Make it again" />}
    </>
  )
}

function besides(base: ReviewedVersion['base'], run: Run | null) {
  return base && run ? { version: base.version, run } : null
}

function Metrics({
  version: { version, metrics, base, meanings },
}: Pick<VersionEvidenceProps, 'version'>) {
  const measured = Object.keys({ ...metrics, ...base?.metrics }).length > 0
  return (
    <Section
      title="Metrics"
      aside={base && measured ? <VerdictCounts {...{ metrics, base, meanings }} /> : null}
    >
      {measured ? (
        <MetricsCompare {...{ version, metrics, base, meanings }} />
      ) : (
        <p className="text-ink-2">No metric was reported for v{version}.</p>
      )}
      {!base && measured && (
        <p className="text-ink-2">
          No other version is approved, so there is nothing to compare with.
        </p>
      )}
    </Section>
  )
}

function Parameters({ version: { version, params, base } }: Pick<VersionEvidenceProps, 'version'>) {
  const given = Object.keys({ ...params, ...base?.params }).length > 0
  return (
    <Section title="Parameters">
      {given ? (
        <ParamsTable params={params} base={base} />
      ) : (
        <p className="text-ink-2">v{version} has no parameters on record.</p>
      )}
    </Section>
  )
}

function Files({ org, version }: Pick<VersionEvidenceProps, 'org' | 'version'>) {
  const { model, version: number, files } = version
  return (
    <Section title="Files">
      {files.length > 0 ? (
        <FileTable
          org={org}
          files={files}
          listHref={paths.versionJson(org, model, number)}
          archiveHref={paths.archive(org, model, number)}
        />
      ) : (
        <p className="text-ink-2">v{number} has no files.</p>
      )}
    </Section>
  )
}
