// The bodies of requests and answers about what somebody may do.
#pragma once

#include <array>

#include "gateway/api/shape/body_shape.h"

namespace sallyport::gateway {

inline constexpr std::array kPrincipalFields{Field{.name = "id"}, Field{.name = "name"}};
inline constexpr Shape kPrincipalShape{"Principal", kPrincipalFields};
inline constexpr Field kPrincipalField{.name = "principal",
                                       .type = Type::one,
                                       .meaning = "Whom it is about, by id or name; where absent, the caller",
                                       .of = &kPrincipalShape};

inline constexpr std::array kQuestionOwnerFields{
    Field{.name = "type", .needed = true, .choices = "user team"}, Field{.name = "id", .meaning = "Of a user"},
    Field{.name = "name", .meaning = "Of a team"},
    Field{.name = "teams", .type = Type::texts, .meaning = "Of a user, by name"}};
inline constexpr Shape kQuestionOwnerShape{"QuestionOwner", kQuestionOwnerFields};

inline constexpr std::array kQuestionFields{
    Field{.name = "operation"},
    Field{.name = "operations", .type = Type::texts, .meaning = "Either this or operation"},
    Field{.name = "resource", .needed = true},
    Field{.name = "id"},
    Field{.name = "owners", .type = Type::list, .of = &kQuestionOwnerShape},
    Field{.name = "domains", .type = Type::texts},
    Field{.name = "tags", .type = Type::texts},
    Field{.name = "certifications", .type = Type::texts},
    Field{.name = "isAdmin", .type = Type::flag, .meaning = "Of an object that is a user"},
    Field{.name = "attributes", .type = Type::texts_by, .meaning = "Those that the resource registers"}};
inline constexpr Shape kQuestionShape{"Question", kQuestionFields};

inline constexpr std::array kCheckFields{
    Field{.name = "questions", .type = Type::list, .meaning = "1 to 100", .needed = true, .of = &kQuestionShape},
    kPrincipalField};
inline constexpr Shape kCheckShape{"PermissionCheck", kCheckFields};

inline constexpr std::array kDecisionFields{Field{.name = "allowed", .type = Type::flag, .needed = true},
                                            Field{.name = "verdict", .needed = true}, Field{.name = "message"}};
inline constexpr Shape kDecisionShape{"Decision", kDecisionFields};

inline constexpr std::array kAnswersFields{
    Field{.name = "answers", .type = Type::list, .needed = true, .of = &kDecisionShape}};
inline constexpr Shape kAnswersShape{"PermissionAnswers", kAnswersFields};

inline constexpr std::array kExplainFields{
    Field{.name = "question", .type = Type::one, .needed = true, .of = &kQuestionShape}, kPrincipalField};
inline constexpr Shape kExplainShape{"PermissionExplain", kExplainFields};

inline constexpr std::array kConsideredFields{
    Field{.name = "effect", .needed = true, .choices = "allow deny"},
    Field{.name = "policy", .needed = true},
    Field{.name = "rule", .needed = true},
    Field{.name = "answer", .meaning = "Of its condition", .needed = true, .choices = "true false unknown"},
    Field{.name = "byOwner", .type = Type::flag, .meaning = "By a team that owns the object", .needed = true},
    Field{.name = "condition"},
    Field{.name = "role"},
    Field{.name = "team"},
    Field{.name = "path", .type = Type::texts, .meaning = "The teams through which it applies"}};
inline constexpr Shape kConsideredShape{"ConsideredRule", kConsideredFields};

inline constexpr std::array kChangeStepFields{Field{.name = "kind", .needed = true}, Field{.name = "name"}};
inline constexpr Shape kChangeStepShape{"ChangeStep", kChangeStepFields};

inline constexpr std::array kExplanationFields{
    Field{.name = "allowed", .type = Type::flag, .needed = true},
    Field{.name = "verdict", .needed = true},
    Field{.name = "operations", .type = Type::texts, .needed = true},
    Field{.name = "considered", .type = Type::list, .needed = true, .of = &kConsideredShape},
    Field{.name = "unknown", .type = Type::texts, .meaning = "Attributes that a condition asked for", .needed = true},
    Field{.name = "change",
          .type = Type::list,
          .meaning = "The smallest one that would decide otherwise",
          .needed = true,
          .of = &kChangeStepShape},
    Field{.name = "decidedBy", .type = Type::one, .of = &kConsideredShape}};
inline constexpr Shape kExplanationShape{"Explanation", kExplanationFields};

inline constexpr std::array kWhyFields{Field{.name = "path", .meaning = "Such as /reports/7", .needed = true},
                                       Field{.name = "method", .meaning = "GET where absent"},
                                       Field{.name = "host", .meaning = "Our own where absent"},
                                       Field{.name = "through", .choices = "proxy check"},
                                       Field{.name = "token", .meaning = "A bearer token to try"},
                                       kPrincipalField};
inline constexpr Shape kWhyShape{"Why", kWhyFields};

inline constexpr std::array kWhyAnswerFields{Field{.name = "allowed", .type = Type::flag, .needed = true},
                                             Field{.name = "check", .meaning = "What decided", .needed = true},
                                             Field{.name = "status", .type = Type::integer},
                                             Field{.name = "reason"},
                                             Field{.name = "rule"},
                                             Field{.name = "message"},
                                             Field{.name = "route", .type = Type::object},
                                             Field{.name = "query", .type = Type::object},
                                             Field{.name = "caller", .type = Type::object},
                                             Field{.name = "policies", .type = Type::one, .of = &kExplanationShape}};
inline constexpr Shape kWhyAnswerShape{"WhyAnswer", kWhyAnswerFields};

inline constexpr std::array kGrantedRuleFields{Field{.name = "name", .needed = true},
                                               Field{.name = "effect", .needed = true, .choices = "allow deny"},
                                               Field{.name = "description"},
                                               Field{.name = "resources", .type = Type::texts},
                                               Field{.name = "operations", .type = Type::texts},
                                               Field{.name = "condition"}};
inline constexpr Shape kGrantedRuleShape{"GrantedRule", kGrantedRuleFields};

inline constexpr std::array kPermissionFields{
    Field{.name = "operation", .needed = true},
    Field{.name = "access", .needed = true, .choices = "deny allow conditionalDeny conditionalAllow notAllow"},
    Field{.name = "role", .type = Type::reference}, Field{.name = "policy", .type = Type::reference},
    Field{.name = "rule", .type = Type::one, .of = &kGrantedRuleShape}};
inline constexpr Shape kPermissionShape{"Permission", kPermissionFields};

inline constexpr std::array kResourcePermissionFields{
    Field{.name = "resource", .needed = true},
    Field{.name = "permissions", .type = Type::list, .needed = true, .of = &kPermissionShape}};
inline constexpr Shape kResourcePermissionShape{"ResourcePermission", kResourcePermissionFields};

inline constexpr std::array kResourceFields{Field{.name = "name", .needed = true},
                                            Field{.name = "operations", .type = Type::texts, .needed = true},
                                            Field{.name = "attributes", .type = Type::texts, .needed = true}};
inline constexpr Shape kResourceShape{"Resource", kResourceFields};

inline constexpr std::array kFunctionFields{
    Field{.name = "name", .needed = true}, Field{.name = "input", .needed = true},
    Field{.name = "description", .needed = true}, Field{.name = "examples", .type = Type::texts, .needed = true},
    Field{.name = "paramAdditionalContext", .type = Type::any, .meaning = "What its arguments are", .needed = true}};
inline constexpr Shape kFunctionShape{"ConditionFunction", kFunctionFields};

inline constexpr std::array kValidFields{Field{.name = "status", .needed = true, .choices = "valid"}};
inline constexpr Shape kValidShape{"ValidCondition", kValidFields};

inline constexpr std::array<std::string_view, 1> kAskedUserParameters{"user"};

}  // namespace sallyport::gateway
