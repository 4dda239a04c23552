const NOBODY = '65534';

/** No network, processes, users or files of the host: only the system's libraries and what the worker loads, all read-only. `placed`: what is seen elsewhere than where it lies. */
export function systemWrapping(
  visible: readonly string[],
  {
    devices = true,
    placed = {},
  }: { readonly devices?: boolean; readonly placed?: Readonly<Record<string, string>> } = {},
): string[] {
  const system = ['/lib', '/lib64', '/lib32', '/usr/lib', '/usr/lib64', '/etc/ld.so.cache'];
  return [
    '--unshare-all',
    '--unshare-user',
    '--uid',
    NOBODY,
    '--gid',
    NOBODY,
    '--die-with-parent',
    '--new-session',
    '--chdir',
    '/',
    '--cap-drop',
    'ALL',
    ...system.flatMap((path) => ['--ro-bind-try', path, path]),
    ...visible.flatMap((path) => ['--ro-bind-try', path, path]),
    ...Object.entries(placed).flatMap(([path, at]) => ['--ro-bind', path, at]),
    '--proc',
    '/proc',
    ...(devices ? ['--dev', '/dev'] : []),
    '--remount-ro',
    '/',
    '--',
  ];
}
