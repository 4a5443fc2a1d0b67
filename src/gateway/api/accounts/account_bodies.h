// The bodies of requests and answers about local accounts.
#pragma once

#include <array>

#include "gateway/api/shape/body_shape.h"

namespace sallyport::gateway {

// A sign-in begins with the password, and goes on with a code where somebody has a second factor.
inline constexpr std::array kLoginFields{Field{.name = "email", .meaning = "Or the name"},
                                         Field{.name = "password", .meaning = "In Base64"},
                                         Field{.name = "challenge", .meaning = "Of the answer that asks for a code"},
                                         Field{.name = "totp", .meaning = "The code"}};
inline constexpr Shape kLoginShape{"Login", kLoginFields};
inline constexpr Shape kPasswordLoginShape{"PasswordLogin", std::span(kLoginFields).first(2)};
inline constexpr Shape kCodeLoginShape{"CodeLogin", std::span(kLoginFields).last(2)};

inline constexpr std::array kRefreshFields{Field{.name = "refreshToken", .needed = true}};
inline constexpr Shape kRefreshShape{"Refresh", kRefreshFields};

inline constexpr std::array kLogoutFields{Field{.name = "token"}, Field{.name = "refreshToken"},
                                          Field{.name = "username"}};
inline constexpr Shape kLogoutShape{"Logout", kLogoutFields};

inline constexpr std::array kLoginTokensFields{
    Field{.name = "accessToken", .needed = true},
    Field{.name = "refreshToken", .type = Type::any, .meaning = "Null for a session of a browser", .needed = true},
    Field{.name = "tokenType", .needed = true, .choices = "Bearer"},
    Field{.name = "expiryDuration", .type = Type::integer, .meaning = "The moment of its end", .needed = true}};
inline constexpr Shape kLoginTokensShape{"LoginTokens", kLoginTokensFields};

inline constexpr std::array kChangePasswordFields{
    Field{.name = "username", .meaning = "Needed for somebody else's"},
    Field{.name = "oldPassword", .meaning = "Needed for one's own"},
    Field{.name = "newPassword", .needed = true},
    Field{.name = "confirmPassword", .needed = true},
    Field{.name = "requestType", .meaning = "USER sets somebody else's", .choices = "SELF USER"},
    Field{.name = "token"}};
inline constexpr Shape kChangePasswordShape{"ChangePassword", kChangePasswordFields};

inline constexpr std::array kResetPasswordFields{Field{.name = "username"}, Field{.name = "password", .needed = true},
                                                 Field{.name = "confirmPassword", .needed = true},
                                                 Field{.name = "token", .meaning = "Of the link", .needed = true}};
inline constexpr Shape kResetPasswordShape{"ResetPassword", kResetPasswordFields};

inline constexpr std::array kEmailFields{Field{.name = "email", .needed = true}};
inline constexpr Shape kEmailShape{"Email", kEmailFields};

inline constexpr std::array kLinkFields{
    Field{.name = "mail", .type = Type::flag, .meaning = "Whether to mail it to the person"}};
inline constexpr Shape kLinkShape{"PasswordLinkWish", kLinkFields};

inline constexpr std::array kPasswordLinkFields{Field{.name = "link", .meaning = "Good once"},
                                                Field{.name = "expires", .type = Type::time},
                                                Field{.name = "mailed", .meaning = "To this address, instead"}};
inline constexpr Shape kPasswordLinkShape{"PasswordLink", kPasswordLinkFields};

inline constexpr std::array kSignUpFields{Field{.name = "email", .needed = true}, Field{.name = "firstName"},
                                          Field{.name = "lastName"}};
inline constexpr Shape kSignUpShape{"SignUp", kSignUpFields};

inline constexpr std::array kSecondFactorFields{
    Field{.name = "setUp", .type = Type::flag, .needed = true}, Field{.name = "since", .type = Type::time},
    Field{.name = "recoveryCodes", .type = Type::integer, .meaning = "That are left"}};
inline constexpr Shape kSecondFactorShape{"SecondFactor", kSecondFactorFields};

inline constexpr std::array<std::string_view, 1> kRegistrationTokenParameters{"token"};
inline constexpr std::array<std::string_view, 1> kRegistrationUserParameters{"user"};

}  // namespace sallyport::gateway
