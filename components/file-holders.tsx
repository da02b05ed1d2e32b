import type { Datum } from '@/lib/files/view'
import { Section } from './ui/section'
import { Uri } from './uri'

/** What holds a file: versions of datasets, and versions of models with the same bytes. */
export function FileHolders({ org, file }: { org: string; file: Datum }) {
  const { datasetVersions, versions } = file
  return (
    <>
      <Holders
        {...{ org }}
        title="In dataset versions"
        uris={datasetVersions}
        none="No dataset version holds this file."
      />
      <Holders
        {...{ org }}
        title="In versions of models"
        uris={versions}
        none="No version of a model that you may see holds these bytes."
      />
    </>
  )
}

interface HoldersProps {
  org: string
  title: string
  uris: readonly string[]
  none: string
}

const shownAtMost = 100

function Holders({ org, title, uris, none }: HoldersProps) {
  return (
    <Section title={title} aside={uris.length >= shownAtMost && `The newest ${shownAtMost}`}>
      {uris.length > 0 ? (
        <ul className="flex flex-col border-t border-line">
          {uris.map((uri) => (
            <li key={uri} className="border-b border-line py-2">
              <Uri uri={uri} org={org} />
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-ink-2">{none}</p>
      )}
    </Section>
  )
}
