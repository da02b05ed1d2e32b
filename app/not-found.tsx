import { NotFound } from '@/components/not-found'
import { paths } from '@/lib/paths'

export default function NotFoundPage() {
  return (
    <main id="main" className="mx-auto w-full max-w-xl px-4 py-16">
      <NotFound href={paths.home()} label="Go to your models" />
    </main>
  )
}
