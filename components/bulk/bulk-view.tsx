import { type BulkSearch, paths } from '@/lib/paths'
import type { Chosen } from '@/lib/versions/chosen'
import { StopThere } from '../deployments/stop-there'
import { NothingYet } from '../ui/empty'
import { Notice } from '../ui/notice'
import { TextLink } from '../ui/text-link'
import { WhyNot } from '../why-not'
import { ArchiveFields } from './archive-fields'
import { BulkForm } from './bulk-form'
import { ChosenTable } from './chosen-table'
import { DecideFields } from './decide-fields'
import { DecideTable } from './decide-table'
import { Follows } from './follows'
import { isList, meant } from './meant'
import type { BulkKind } from './read-form'
import { deeds, refusalOf, sharedRefusal } from './refusal'
import { TagFields } from './tag-fields'
import type { BulkAction } from './use-parts'

interface BulkViewProps {
  org: string
  kind: BulkKind
  search: BulkSearch
  chosen: Chosen
  action: BulkAction
}

const texts = {
  decide: { verb: 'decide on', label: 'Decide on these versions', button: 'Record decisions' },
  tag: { verb: 'tag', label: 'Tag these versions', button: 'Change tags' },
  archive: { verb: 'archive', label: 'Archive these versions', button: 'Archive' },
} as const satisfies Record<BulkKind, unknown>

/** What is chosen, what can be done with it, and what cannot, with the reason. */
export function BulkView({ org, kind, search, chosen, action }: BulkViewProps) {
  const { versions, missing } = chosen
  if (versions.length + missing.length === 0) return <NothingChosen org={org} search={search} />
  const { verb, label, button } = texts[kind]
  const refusal = sharedRefusal(versions, kind)
  const address = paths.bulk(org, search)
  const table =
    kind === 'decide' ? (
      <DecideTable org={org} chosen={chosen} asks={refusal === null} />
    ) : (
      <ChosenTable org={org} kind={kind} versions={versions} asks={refusal === null} />
    )
  return (
    <div className="flex flex-col gap-5">
      <Missing missing={missing} />
      {refusal !== null && (
        <Notice>
          You cannot {verb} any of these. {refusal}{' '}
          {versions[0] && <WhyNot href={paths.why(org, deeds[kind], versions[0].uri)} />}
        </Notice>
      )}
      {versions.length > 0 &&
        (refusal === null ? (
          // Another choice is another form.
          <BulkForm key={address} {...{ kind, org, label, button, action }} againHref={address}>
            {table}
            <FieldsOf org={org} kind={kind} chosen={chosen} />
          </BulkForm>
        ) : (
          table
        ))}
    </div>
  )
}

function FieldsOf({ org, kind, chosen }: { org: string; kind: BulkKind; chosen: Chosen }) {
  if (kind === 'tag') return <TagFields />
  if (kind === 'archive') return <ArchiveFields />
  const versions = chosen.versions
    .filter((version) => refusalOf(version, kind) === null)
    .map(({ asked, model, version, state }) => ({ uri: asked, model, version, state }))
  return (
    <>
      <StopThere
        org={org}
        served={chosen.serving.served}
        called="Some of these serve now:"
        may={chosen.serving.stop}
        choice="Stop what is rejected, or set back to pending, there too"
      />
      <DecideFields />
      <Follows
        models={chosen.models.map(({ slug, approved }) => ({ slug, approved }))}
        versions={versions}
      />
    </>
  )
}

function Missing({ missing }: Pick<Chosen, 'missing'>) {
  if (missing.length === 0) return null
  return (
    <Notice kind="warning">
      Left out of the selection:
      <ul aria-label="Left out" className="mt-1 list-disc pl-4">
        {missing.map(({ uri, message }) => (
          <li key={uri} className="wrap-anywhere">
            {message}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function NothingChosen({ org, search }: Pick<BulkViewProps, 'org' | 'search'>) {
  const matching = search.q ? ` matching ${search.q}` : ''
  return (
    <NothingYet>
      {isList(search) ? `There are no ${meant(search)}${matching}. ` : 'No version is selected. '}
      Select some in the list of <TextLink href={paths.models(org)}>a model</TextLink> or in{' '}
      <TextLink href={paths.reviews(org)}>Reviews</TextLink>, then choose what to do with them.
    </NothingYet>
  )
}
