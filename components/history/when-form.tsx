import { Button } from '../ui/button'
import { Field } from '../ui/field'

interface WhenFormProps {
  /** The page itself, which reads `day` and `time`. */
  action: string
  at: Date
  problem: string | null
}

/** Which moment is asked about. A plain form: the address holds it. */
export function WhenForm({ action, at, problem }: WhenFormProps) {
  const text = at.toISOString()
  return (
    <form action={action} className="flex max-w-xl flex-wrap items-end gap-3">
      <div className="w-44">
        <Field
          label="Day"
          name="day"
          type="date"
          required
          defaultValue={text.slice(0, 10)}
          error={problem}
        />
      </div>
      <div className="w-36">
        <Field
          label="Time in UTC"
          name="time"
          type="time"
          step={1}
          required
          defaultValue={text.slice(11, 19)}
        />
      </div>
      <Button kind="quiet" className="h-9">
        Show
      </Button>
    </form>
  )
}
