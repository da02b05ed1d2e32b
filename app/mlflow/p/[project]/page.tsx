import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { meant } from '@/app/param'
import { Slug } from '@/lib/view'
import { Door } from '../../door'

export const metadata: Metadata = { title: 'MLflow' }

export default async function MlflowProjectPage({
  params,
}: {
  params: Promise<{ project: string }>
}) {
  const project = Slug.safeParse(meant((await params).project))
  return project.success ? <Door project={project.data} /> : notFound()
}
