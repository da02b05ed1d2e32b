import { Option } from './ui/option'

/** Who sees a model: the field `access`. */
export function AccessModeOptions({ restricted }: { restricted: boolean }) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-2 font-strong">Who sees it</legend>
      <Option
        type="radio"
        name="access"
        value="organization"
        label="Organization"
        says="every member reads it"
        defaultChecked={!restricted}
      />
      <Option
        type="radio"
        name="access"
        value="restricted"
        label="Restricted"
        says="only those with a role on it or in its projects, admins and auditors"
        defaultChecked={restricted}
      />
    </fieldset>
  )
}
