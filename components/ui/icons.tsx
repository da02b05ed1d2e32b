import { Icon, type IconProps } from './icon'

export const ModelIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M8 1.75 13.5 4.9v6.2L8 14.25 2.5 11.1V4.9L8 1.75ZM2.5 4.9 8 8m0 0 5.5-3.1M8 8v6.25"
  />
)
export const ReviewIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M13.25 7.5v4.75a1 1 0 0 1-1 1h-8.5a1 1 0 0 1-1-1v-8.5a1 1 0 0 1 1-1H9.5M5.5 7.5 8 10l5.5-6"
  />
)
export const InboxIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M1.75 9.25h3.5l1.25 2h3l1.25-2h3.5M1.75 9.25l2.5-6.5h7.5l2.5 6.5v3a1 1 0 0 1-1 1H2.75a1 1 0 0 1-1-1v-3Z"
  />
)
export const CommentIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M2.75 2.75h10.5a1 1 0 0 1 1 1v6.5a1 1 0 0 1-1 1H7.5l-3.25 2.5v-2.5h-1.5a1 1 0 0 1-1-1v-6.5a1 1 0 0 1 1-1Z"
  />
)
export const ActivityIcon = (props: IconProps) => (
  <Icon {...props} d="M1.75 8h2.5l2-5 3.5 10 2-5h2.5" />
)
export const ProjectIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M1.75 4.25v8a1 1 0 0 0 1 1h10.5a1 1 0 0 0 1-1v-6.5a1 1 0 0 0-1-1H8L6.5 3.25H2.75a1 1 0 0 0-1 1Z"
  />
)
export const OrganizationIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M2.75 13.75V3.25a1 1 0 0 1 1-1h5.5a1 1 0 0 1 1 1v10.5M10.25 6.75h2a1 1 0 0 1 1 1v6M1.5 13.75h13M5.25 5h2.5M5.25 7.75h2.5M5.25 10.5h2.5"
  />
)
export const MembersIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M6 7.5a2.25 2.25 0 1 0 0-4.5 2.25 2.25 0 0 0 0 4.5ZM1.75 13c.3-2.1 2-3.25 4.25-3.25S9.95 10.9 10.25 13M10.75 3.2a2.25 2.25 0 0 1 0 4.1M12 10c1.3.5 2.1 1.5 2.25 3"
  />
)
export const TokenIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M5.25 13.25a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM7.1 9l6.15-6.25M10.5 5.5l2 2"
  />
)
export const TeamIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M5.75 7.75a2.25 2.25 0 1 0 0-4.5 2.25 2.25 0 0 0 0 4.5ZM1.5 13c.3-2 2-3.1 4.25-3.1S9.7 11 10 13M10.25 7.6a2.1 2.1 0 0 0 0-4.1M11.5 10c1.6.4 2.7 1.4 3 3"
  />
)
/** What acts without a person at it. */
export const RobotIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M3.25 5.75h9.5v7.5h-9.5ZM8 5.75v-3M6.25 2.75h3.5M6 8.75v1M10 8.75v1M1.25 8.5v2.5M14.75 8.5v2.5"
  />
)
export const FieldsIcon = (props: IconProps) => (
  <Icon {...props} d="M2.25 3.25h4v3.5h-4ZM2.25 9.25h4v3.5h-4ZM8.75 5h5M8.75 11h5" />
)
export const DeletedIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M2.25 4.25h11.5M6 4.25v-1.5h4v1.5M3.75 4.25l.75 9h7l.75-9M6.75 7v3.5M9.25 7v3.5"
  />
)
export const UserIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M8 8a2.75 2.75 0 1 0 0-5.5A2.75 2.75 0 0 0 8 8ZM2.75 14c.4-2.4 2.5-3.75 5.25-3.75s4.85 1.35 5.25 3.75"
  />
)
export const MenuIcon = (props: IconProps) => <Icon {...props} d="M2 4.25h12M2 8h12M2 11.75h12" />
/** Points up: the smallest comes first. */
export const SortIcon = (props: IconProps) => <Icon {...props} d="M8 13V3.5M4.5 7 8 3.5 11.5 7" />
export const ChevronIcon = (props: IconProps) => <Icon {...props} d="m6 3.5 4.5 4.5L6 12.5" />
export const UpDownIcon = (props: IconProps) => <Icon {...props} d="M5 6l3-3 3 3M5 10l3 3 3-3" />
export const DownloadIcon = (props: IconProps) => (
  <Icon {...props} d="M8 2.25v8m0 0L4.75 7M8 10.25 11.25 7M2.5 13.5h11" />
)
export const UploadIcon = (props: IconProps) => (
  <Icon {...props} d="M8 10.25v-8m0 0L4.75 5.5M8 2.25 11.25 5.5M2.5 13.5h11" />
)
export const CopyIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M5.75 5.75v-2.5a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-2.5M3.25 5.75h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1Z"
  />
)
export const CheckIcon = (props: IconProps) => <Icon {...props} d="m3 8.5 3.25 3.25L13 4.5" />
export const CloseIcon = (props: IconProps) => <Icon {...props} d="m4 4 8 8M12 4l-8 8" />
export const SearchIcon = (props: IconProps) => (
  <Icon {...props} d="M7 11.75a4.75 4.75 0 1 0 0-9.5 4.75 4.75 0 0 0 0 9.5ZM10.5 10.5 14 14" />
)
export const AlertIcon = (props: IconProps) => (
  <Icon {...props} d="M8 2.25 14.5 13.5h-13L8 2.25ZM8 6.5v3.25M8 11.65v.1" />
)
export const InfoIcon = (props: IconProps) => (
  <Icon {...props} d="M8 14.25a6.25 6.25 0 1 0 0-12.5 6.25 6.25 0 0 0 0 12.5ZM8 7.25v3.75M8 5v.1" />
)
export const LockIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M3.75 7.25h8.5a.5.5 0 0 1 .5.5v5a.5.5 0 0 1-.5.5h-8.5a.5.5 0 0 1-.5-.5v-5a.5.5 0 0 1 .5-.5ZM5.25 7V5a2.75 2.75 0 0 1 5.5 0v2"
  />
)
export const SunIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M8 10.75a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5ZM8 1.25v1.25M8 13.5v1.25M1.25 8h1.25M13.5 8h1.25M3.2 3.2l.9.9M11.9 11.9l.9.9M12.8 3.2l-.9.9M4.1 11.9l-.9.9"
  />
)
export const MoonIcon = (props: IconProps) => (
  <Icon {...props} d="M13.5 9.75A6 6 0 0 1 6.25 2.5a6 6 0 1 0 7.25 7.25Z" />
)
export const ScreenIcon = (props: IconProps) => (
  <Icon {...props} d="M2.25 3.25h11.5v7.5H2.25ZM5.75 13.25h4.5M8 10.75v2.5" />
)
export const ClockIcon = (props: IconProps) => (
  <Icon {...props} d="M8 14.25a6.25 6.25 0 1 0 0-12.5 6.25 6.25 0 0 0 0 12.5ZM8 4.5V8l2.5 1.5" />
)
export const RunningIcon = (props: IconProps) => (
  <Icon {...props} d="M8 1.75A6.25 6.25 0 1 1 1.75 8M6.5 5.5 10.5 8l-4 2.5Z" />
)
export const StopIcon = (props: IconProps) => (
  <Icon {...props} d="M8 14.25a6.25 6.25 0 1 0 0-12.5 6.25 6.25 0 0 0 0 12.5ZM6 6h4v4H6Z" />
)
export const DoneIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M8 14.25a6.25 6.25 0 1 0 0-12.5 6.25 6.25 0 0 0 0 12.5ZM5.25 8.25 7.25 10.25l3.5-4"
  />
)
export const ArchiveIcon = (props: IconProps) => (
  <Icon {...props} d="M1.75 2.75h12.5v3H1.75ZM2.75 5.75v7.5h10.5v-7.5M6.5 8.5h3" />
)
export const LineageIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M1.75 6.25h3.5v3.5h-3.5ZM10.75 2.25h3.5v3.5h-3.5ZM10.75 10.25h3.5v3.5h-3.5ZM5.25 8h2.5M10.75 4h-1.5a1.5 1.5 0 0 0-1.5 1.5v5a1.5 1.5 0 0 0 1.5 1.5h1.5"
  />
)
export const FileIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M9 1.75H4.25a1 1 0 0 0-1 1v10.5a1 1 0 0 0 1 1h7.5a1 1 0 0 0 1-1V5.5L9 1.75ZM9 1.75V5.5h3.75"
  />
)
export const DatasetIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M13.25 3.75c0 1.1-2.35 2-5.25 2s-5.25-.9-5.25-2 2.35-2 5.25-2 5.25.9 5.25 2ZM2.75 3.75v8.5c0 1.1 2.35 2 5.25 2s5.25-.9 5.25-2v-8.5M2.75 8c0 1.1 2.35 2 5.25 2s5.25-.9 5.25-2"
  />
)
export const RunIcon = (props: IconProps) => (
  <Icon {...props} d="M2.25 2.75h11.5v10.5H2.25ZM6.5 5.5 10.5 8l-4 2.5Z" />
)
export const MetricIcon = (props: IconProps) => (
  <Icon {...props} d="M2.25 2.25v11.5h11.5M5 10.5l2.75-3.25 2 1.75L13.25 5" />
)
export const DeploymentIcon = (props: IconProps) => (
  <Icon {...props} d="M8 10.25V1.75M8 1.75 5 4.75M8 1.75l3 3M2.25 9.75v3.5h11.5v-3.5" />
)
/** Something moves along with something else. */
export const FollowIcon = (props: IconProps) => (
  <Icon {...props} d="M2.25 8h9.5M8.5 4.75 11.75 8 8.5 11.25M13.75 3.25v9.5" />
)
export const PlusIcon = (props: IconProps) => <Icon {...props} d="M8 3.25v9.5M3.25 8h9.5" />
export const MinusIcon = (props: IconProps) => <Icon {...props} d="M3.25 8h9.5" />
export const FitIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M2.25 5.5V2.25H5.5M10.5 2.25h3.25V5.5M13.75 10.5v3.25H10.5M5.5 13.75H2.25V10.5"
  />
)
export const WebhookIcon = (props: IconProps) => (
  <Icon
    {...props}
    d="M1.75 8h4.5m3.5 0h4.5M12 5.75 14.25 8 12 10.25M8 9.75a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5Z"
  />
)
