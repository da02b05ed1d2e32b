import { bytes, plural } from '@/lib/format'
import type { RunInput } from '@/lib/runs/view'
import { datumUri } from '@/lib/uri'
import { FileNameLink } from './file-name-link'
import { shownAtMost } from './file-table'
import { LoggedInput } from './logged-input'
import { Disclosure } from './ui/disclosure'
import { Uri } from './uri'

/** What a run was given: the URI that was asked for, what it meant at that moment, and its files. */
export function InputList({ org, inputs }: { org: string; inputs: readonly RunInput[] }) {
  return (
    <ul className="flex flex-col border-t border-line">
      {inputs.map(({ name, uri, resolved, files, logged }) => (
        <li
          // Several sources may share a name.
          key={`${name} ${uri}`}
          className="grid gap-x-3 gap-y-1 border-b border-line py-2 sm:grid-cols-[10rem_minmax(0,1fr)]"
        >
          <span className="font-strong">{name}</span>
          <div className="flex min-w-0 flex-col gap-1">
            <Uri uri={resolved} org={org} />
            {uri !== resolved && (
              <span className="text-ink-2">
                asked as <code className="font-mono">{uri}</code>
              </span>
            )}
            {logged && <LoggedInput logged={logged} isHere={files.length > 0} />}
            {files.length > 0 && <InputFiles org={org} files={files} />}
          </div>
        </li>
      ))}
    </ul>
  )
}

function InputFiles({ org, files }: Pick<RunInput, 'files'> & { org: string }) {
  const total = files.reduce((sum, { size }) => sum + size, 0)
  return (
    <Disclosure summary={`${plural(files.length, 'file')}, ${bytes(total)}`}>
      <ul className="flex flex-col gap-1 pl-5">
        {files.slice(0, shownAtMost).map(({ name, size, url, datum }) => (
          <li key={name} className="flex flex-wrap gap-x-3">
            <FileNameLink {...{ org, name, url }} uri={datum ? datumUri(datum) : undefined} />
            <span className="text-ink-2">{bytes(size)}</span>
          </li>
        ))}
        {files.length > shownAtMost && (
          <li className="text-ink-2">
            The first {shownAtMost} of {plural(files.length, 'file')}; the page of the data has all.
          </li>
        )}
      </ul>
    </Disclosure>
  )
}
