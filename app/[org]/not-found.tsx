import { NotFound } from '@/components/not-found'
import { paths } from '@/lib/paths'

/** Within an organization the way around stays. */
export default function NotFoundInOrganization() {
  return <NotFound href={paths.home()} label="Go to your models" />
}
