// Texts that several rows share: who can fix a refusal, and where.
#pragma once

#include <string_view>

#include "entra/refusal.h"

namespace sallyport::entra {

namespace who {
inline constexpr std::string_view kYou = "you";
inline constexpr std::string_view kTenantAdmin = "an administrator of your organization (Microsoft Entra ID)";
inline constexpr std::string_view kAppAdmin = "the administrator of the app registration";
inline constexpr std::string_view kOperator = "the person who runs the application or the gateway in front of it";
inline constexpr std::string_view kDeveloper = "the developer of the client program";
}  // namespace who

namespace where {
inline constexpr std::string_view kSignIn = "the sign-in page";
inline constexpr std::string_view kAuthentication = "App registrations > your app > Authentication";
inline constexpr std::string_view kSecrets = "App registrations > your app > Certificates & secrets";
inline constexpr std::string_view kOverview = "App registrations > your app > Overview";
inline constexpr std::string_view kPermissions = "App registrations > your app > API permissions";
inline constexpr std::string_view kAssignment = "Enterprise applications > your app > Users and groups";
inline constexpr std::string_view kEnterprise = "Enterprise applications > your app > Properties";
inline constexpr std::string_view kUser = "Users > the person";
inline constexpr std::string_view kConditionalAccess = "Protection > Conditional Access > Policies";
inline constexpr std::string_view kConfiguration = "the configuration file of the application or the gateway";
inline constexpr std::string_view kClientCode = "the client program";
}  // namespace where

}  // namespace sallyport::entra
