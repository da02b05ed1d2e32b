import type { Metadata } from 'next'
import { Door } from './door'

export const metadata: Metadata = { title: 'MLflow' }

export default function MlflowPage() {
  return <Door />
}
