// The rows of `sallyport permission`.
#include "app/commands/api/common_words.h"
#include "app/commands/api/nouns.h"

namespace sallyport::app {
namespace {

constexpr Word kAsked{
    .name = "--user", .member = "principal", .meaning = "Of this person; where left out, your own", .type = "NAME"};
constexpr std::array kOneQuestion{
    Word{.name = "operation", .member = "questions.0.operation", .meaning = "Such as ViewAll", .type = "OPERATION"},
    Word{.name = "resource", .member = "questions.0.resource", .meaning = "Such as table", .type = "RESOURCE"},
    kAsked,
    Word{.name = "--id", .member = "questions.0.id", .meaning = "Of this object"},
    list_word("--tag", "questions.0.tags", "TAG", "A tag of the object; may be repeated"),
    list_word("--domain", "questions.0.domains", "DOMAIN", "A domain of the object; may be repeated"),
    kBody};
constexpr std::array kExplained{
    Word{.name = "operation", .member = "question.operation", .meaning = "Such as ViewAll", .type = "OPERATION"},
    Word{.name = "resource", .member = "question.resource", .meaning = "Such as table", .type = "RESOURCE"},
    kAsked,
    Word{.name = "--id", .member = "question.id", .meaning = "Of this object"},
    list_word("--tag", "question.tags", "TAG", "A tag of the object; may be repeated"),
    list_word("--domain", "question.domains", "DOMAIN", "A domain of the object; may be repeated"),
    kBody};
// A token would be seen by others as a word: it goes into the file.
constexpr std::array kJudged{Word{.name = "path", .member = "path", .meaning = "Such as /reports/7", .type = "PATH"},
                             Word{.name = "--user",
                                  .member = "principal.name",
                                  .meaning = "Of this person or bot; where left out, of nobody",
                                  .type = "NAME"},
                             Word{.name = "--method", .member = "method", .meaning = "GET where left out"},
                             Word{.name = "--host", .member = "host", .meaning = "Our own where left out"},
                             Word{.name = "--through",
                                  .member = "through",
                                  .meaning = "As if it came to us, or as if a proxy in front asked",
                                  .choices = "proxy check"},
                             kBody};
constexpr std::array kListed{
    Word{.name = "which", .into = Into::path, .meaning = "Such as table", .type = "RESOURCE", .required = true},
    Word{.name = "--user-id", .member = "user", .into = Into::query, .meaning = "Of this person", .type = "ID"}};
constexpr std::array kPermissionVerbs{Verb{.name = "list",
                                           .meaning = "What you, or somebody, may do with a kind of object.",
                                           .run = ask,
                                           .words = kListed,
                                           .path = "/api/v1/permissions/{which}"},
                                      Verb{.name = "check",
                                           .meaning = "May somebody do this? Exit code 0 if they may, else 1.",
                                           .run = ask_for_decision,
                                           .words = kOneQuestion,
                                           .method = "POST",
                                           .path = "/api/sallyport/v1/permissions/check"},
                                      Verb{.name = "explain",
                                           .meaning = "Which rule decides, and what would decide otherwise.",
                                           .run = ask,
                                           .words = kExplained,
                                           .method = "POST",
                                           .path = "/api/sallyport/v1/permissions/explain"},
                                      Verb{.name = "why",
                                           .meaning = "Would this request pass, and why? For administrators.",
                                           .run = ask,
                                           .words = kJudged,
                                           .method = "POST",
                                           .path = "/api/sallyport/v1/permissions/why"}};

constexpr Noun kPermissionNoun{"permission", "", "What the policies decide, and why.", "", {}, kPermissionVerbs};

}  // namespace

const Noun& permission_noun() {
  return kPermissionNoun;
}

}  // namespace sallyport::app
