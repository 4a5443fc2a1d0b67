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
    Word{.name = "--tag",
         .member = "questions.0.tags",
         .takes = Takes::texts,
         .meaning = "A tag of the object; may be repeated",
         .type = "TAG"},
    Word{.name = "--domain",
         .member = "questions.0.domains",
         .takes = Takes::texts,
         .meaning = "A domain of the object; may be repeated",
         .type = "DOMAIN"},
    kBody};
constexpr std::array kExplained{
    Word{.name = "operation", .member = "question.operation", .meaning = "Such as ViewAll", .type = "OPERATION"},
    Word{.name = "resource", .member = "question.resource", .meaning = "Such as table", .type = "RESOURCE"},
    kAsked,
    Word{.name = "--id", .member = "question.id", .meaning = "Of this object"},
    Word{.name = "--tag",
         .member = "question.tags",
         .takes = Takes::texts,
         .meaning = "A tag of the object; may be repeated",
         .type = "TAG"},
    Word{.name = "--domain",
         .member = "question.domains",
         .takes = Takes::texts,
         .meaning = "A domain of the object; may be repeated",
         .type = "DOMAIN"},
    kBody};
constexpr std::array kPermissionVerbs{Verb{.name = "check",
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
                                           .path = "/api/sallyport/v1/permissions/explain"}};

constexpr Noun kPermissionNoun{"permission", "", "What the policies decide, and why.", "", {}, kPermissionVerbs};

}  // namespace

const Noun& permission_noun() {
  return kPermissionNoun;
}

}  // namespace sallyport::app
