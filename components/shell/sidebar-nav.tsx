import type { ReactNode } from 'react'
import { paths } from '@/lib/paths'
import {
  ActivityIcon,
  ClockIcon,
  DatasetIcon,
  DeletedIcon,
  DeploymentIcon,
  FieldsIcon,
  InboxIcon,
  LineageIcon,
  LockIcon,
  MembersIcon,
  MetricIcon,
  ModelIcon,
  OrganizationIcon,
  ProjectIcon,
  ReviewIcon,
  RobotIcon,
  RunningIcon,
  TeamIcon,
  TokenIcon,
  WebhookIcon,
} from '../ui/icons'
import { NavLink } from '../ui/nav-link'

export interface SidebarNavProps {
  org: string
  /** How many versions wait for this person; null for those who decide on none. */
  reviews: number | null
  /** How many notifications this person has not read, counted to 100. */
  unread: number
  projects: readonly { slug: string; name: string }[]
}

export function SidebarNav({ org, reviews, unread, projects }: SidebarNavProps) {
  return (
    <div className="flex min-h-0 flex-col gap-4 md:overflow-y-auto">
      <ul>
        <Item
          href={paths.models(org)}
          also={paths.allVersions(org)}
          icon={<ModelIcon />}
          label="Models"
          within
        />
        <Item href={paths.datasets(org)} icon={<DatasetIcon />} label="Datasets" within />
        <Item href={paths.projects(org)} icon={<ProjectIcon />} label="Projects" />
        <Item href={paths.allRuns(org)} icon={<RunningIcon />} label="Runs" />
        <Item href={paths.deployments(org)} icon={<DeploymentIcon />} label="Deployments" within />
        <Item href={paths.lineage(org)} icon={<LineageIcon />} label="Lineage" within />
        <Item href={paths.reviews(org)} icon={<ReviewIcon />} label="Reviews" badge={reviews} />
        <Item
          href={paths.inbox(org)}
          icon={<InboxIcon />}
          label="Inbox"
          badge={unread}
          said="unread"
        />
        <Item href={paths.activity(org)} icon={<ActivityIcon />} label="Activity" />
        <Item href={paths.history(org)} icon={<ClockIcon />} label="History" />
      </ul>
      {projects.length > 0 && (
        <Group title="Projects">
          {projects.map(({ slug, name }) => (
            <Item
              key={slug}
              href={paths.project(org, slug)}
              icon={<ProjectIcon />}
              label={name}
              within
            />
          ))}
        </Group>
      )}
      <Group title="Settings">
        <Item
          href={paths.organizationSettings(org)}
          icon={<OrganizationIcon />}
          label="Organization"
        />
        <Item href={paths.members(org)} icon={<MembersIcon />} label="Members" />
        <Item href={paths.teams(org)} icon={<TeamIcon />} label="Teams" />
        <Item href={paths.serviceAccounts(org)} icon={<RobotIcon />} label="Service accounts" />
        <Item href={paths.policy(org)} icon={<LockIcon />} label="Policy" within />
        <Item href={paths.fields(org)} icon={<FieldsIcon />} label="Fields" />
        <Item href={paths.tokens(org)} icon={<TokenIcon />} label="Tokens" />
        <Item href={paths.webhooks(org)} icon={<WebhookIcon />} label="Webhooks" within />
        <Item href={paths.metrics(org)} icon={<MetricIcon />} label="Metrics" />
        <Item href={paths.deleted(org)} icon={<DeletedIcon />} label="Deleted" />
      </Group>
    </div>
  )
}

/** Both are counted to 100. */
export function capped(value: number): string {
  return value > 99 ? '99+' : String(value)
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <p aria-hidden="true" className="px-2 pb-1 text-ink-3">
        {title}
      </p>
      <ul aria-label={title}>{children}</ul>
    </div>
  )
}

interface ItemProps {
  href: string
  /** Another page that belongs to it. */
  also?: string
  icon: ReactNode
  label: string
  badge?: number | null
  /** What the number counts. */
  said?: string
  within?: boolean
}

function Item(props: ItemProps) {
  const { href, also, icon, label, badge, said = 'waiting', within = false } = props
  return (
    <li>
      <NavLink
        href={href}
        within={within}
        {...(also ? { also } : {})}
        className="flex h-8 items-center gap-2.5 rounded-sm px-2 text-ink-2 -outline-offset-2 hover:bg-hover hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:font-strong aria-[current=page]:text-ink pointer-coarse:h-11"
      >
        {icon}
        <span className="min-w-0 flex-1 truncate" title={label}>
          {label}
        </span>
        {typeof badge === 'number' && badge > 0 && (
          <span className="font-regular text-ink-2">
            {capped(badge)}
            <span className="sr-only"> {said}</span>
          </span>
        )}
      </NavLink>
    </li>
  )
}
