// The directory roles that decide who may do what, under Entra ID's names.
// Source: Microsoft's "Microsoft Entra built-in roles".
export interface DirectoryRole {
  template: string; // Entra ID's roleTemplateId
  name: string;
  may: string;
  text: string;
  managesApplications: boolean;
}

export const kDirectoryRoles: readonly DirectoryRole[] = [
  {
    template: '62e90394-69f5-4237-9190-012177145e10',
    name: 'Global Administrator',
    may: 'may change everything',
    text: 'Can manage all aspects of Microsoft Entra ID and Microsoft services that use Microsoft Entra identities.',
    managesApplications: true,
  },
  {
    template: '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
    name: 'Application Administrator',
    may: 'may change applications and consent',
    text: 'Can create and manage all aspects of app registrations and enterprise apps.',
    managesApplications: true,
  },
  {
    template: 'fe930be7-5e62-47db-91af-98c3a49a38b1',
    name: 'User Administrator',
    may: 'may change people and groups',
    text: 'Can manage all aspects of users and groups, including resetting passwords for limited admins.',
    managesApplications: false,
  },
];
