// The rows of `sallyport bot` and `sallyport token`.
#include "app/commands/api/common_words.h"
#include "app/commands/api/nouns.h"

namespace sallyport::app {
namespace {

constexpr std::string_view kLifetimes = "OneHour 1 7 30 60 90 Unlimited";

constexpr std::array kBotColumns{Column{"NAME", "name"}, Column{"DISPLAY NAME", "displayName"},
                                 Column{"ACCOUNT", "botUser"}, Column{"MADE BY", "provider"},
                                 Column{"DESCRIPTION", "description"}};
constexpr Word kOwner{.name = "--owner",
                      .member = "owners",
                      .takes = Takes::person,
                      .meaning = "The person who answers for it",
                      .type = "NAME"};
constexpr std::array kNewBot{
    kName,
    kDisplayName,
    kDescription,
    list_word("--role", "roles", "ROLE", "A role of the new account; may be repeated"),
    Word{.name = "--account",
         .member = "botUser",
         .meaning = "An account of a bot that exists; where left out, one of the bot's name is made",
         .type = "NAME"},
    kOwner,
    kBody};
constexpr std::array kBotChanges{kWhich, kDisplayName, kDescription, kOwner, kPatch, kDryRun};
constexpr Word kLifetime{.name = "--lifetime",
                         .member = "JWTTokenExpiry",
                         .meaning = "How long it is good, in days",
                         .choices = kLifetimes,
                         .required = true};
constexpr Word kScopeRole =
    list_word("--role", "scope.roles", "ROLE", "Only this role of the owner's; may be repeated");
constexpr Word kScopeResource{.name = "--resource",
                              .member = "scope.operations.0.resource",
                              .meaning = "Only operations on this; All for everything",
                              .type = "RESOURCE"};
constexpr Word kScopeOperation = list_word("--operation", "scope.operations.0.operations", "OPERATION",
                                           "Such as ViewAll, with --resource; may be repeated");
constexpr std::array kNewBotToken{kWhich, kLifetime, kScopeRole, kScopeResource, kScopeOperation};
constexpr std::array kBotVerbs{
    Verb{.name = "list", .meaning = "All bots by name.", .run = list_objects, .words = kListWords},
    kShow,
    Verb{.name = "create", .meaning = "A new bot, with its account.", .run = create_bot, .words = kNewBot},
    Verb{.name = "edit", .meaning = "Changes a bot.", .run = edit_object, .words = kBotChanges},
    kDelete,
    kRestore,
    kVersions,
    Verb{.name = "create-token",
         .meaning = "A token that acts for the bot; it is shown this once.",
         .run = ask,
         .words = kNewBotToken,
         .method = "PUT",
         .path = "/api/sallyport/v1/users/generateToken/{account}"},
    Verb{.name = "show-token",
         .meaning = "How long the newest token is good. The token itself is shown never again.",
         .run = ask,
         .words = kWhichWords,
         .path = "/api/sallyport/v1/users/token/{account}"},
    Verb{.name = "revoke-tokens",
         .meaning = "Ends all tokens of the bot, within a second.",
         .run = ask,
         .words = kWhichWords,
         .method = "PUT",
         .path = "/api/sallyport/v1/users/revokeToken",
         .constant = R"({"id":"{account}"})",
         .done = "All tokens of {which} are revoked."}};

constexpr std::array kTokenColumns{Column{"ID", "token"}, Column{"NAME", "tokenName"},
                                   Column{"GOOD UNTIL", "expiryDate"}, Column{"LAST USED", "lastUsed"},
                                   Column{"SCOPE", "scope"}};
constexpr Word kTokenOwner = filter_word("--user", "username", "NAME", "Those of another person, for administrators");
constexpr std::array kTokenFilters{kTokenOwner};
constexpr std::array kNewToken{
    Word{.name = "name", .member = "tokenName", .meaning = "What it is for", .type = "NAME", .required = true},
    kLifetime, kScopeRole, kScopeResource, kScopeOperation};
constexpr std::array kRevokedTokens{
    list_word("ids", "tokenIds", "ID", "Ids, as `token list` shows them"),
    Word{.name = "--all", .member = "removeAll", .takes = Takes::flag, .into = Into::query, .meaning = "All of them"},
    kTokenOwner};
constexpr std::array kTokenVerbs{Verb{.name = "list",
                                      .meaning = "Personal access tokens that are good.",
                                      .run = ask,
                                      .words = kTokenFilters,
                                      .path = "/api/sallyport/v1/users/security/token",
                                      .columns = kTokenColumns},
                                 Verb{.name = "create",
                                      .meaning = "A personal access token; it is shown this once.",
                                      .run = ask,
                                      .words = kNewToken,
                                      .method = "PUT",
                                      .path = "/api/sallyport/v1/users/security/token"},
                                 Verb{.name = "revoke",
                                      .meaning = "Ends tokens, within a second, and shows those that stay.",
                                      .run = ask,
                                      .words = kRevokedTokens,
                                      .method = "PUT",
                                      .path = "/api/sallyport/v1/users/security/token/revoke",
                                      .columns = kTokenColumns}};

constexpr Noun kBotNoun{"bot", "bots",      "Programs that act by themselves, and their tokens.",
                        "",    kBotColumns, kBotVerbs};
constexpr Noun kTokenNoun{"token", "", "Personal access tokens.", "", {}, kTokenVerbs};

}  // namespace

const Noun& bot_noun() {
  return kBotNoun;
}

const Noun& token_noun() {
  return kTokenNoun;
}

}  // namespace sallyport::app
