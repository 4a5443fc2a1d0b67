#include "gateway/api/permissions/asked_question.h"

#include "gateway/api/permissions/permission_bodies.h"
#include "gateway/api/shape/json_fields.h"

namespace sallyport::gateway {
namespace {

using identity::Owner;
using Texts = std::vector<std::string>;

Failure question_fault(std::string_view reason, std::string detail) {
  return failure(Kind::malformed, reason, {}, std::move(detail));
}

Result<Texts> texts_of(const json::Array& values, std::string_view name) {
  Texts texts;
  for (const json::Value& value : values) {
    if (!value.as_string()) return question_fault("field_type", std::string(name) + " must be a list of texts");
    texts.push_back(*value.as_string());
  }
  return texts;
}

Result<std::optional<Texts>> texts_field(const json::Object& object, std::string_view name) {
  SALLYPORT_TRY(const auto values, list_field(object, name));
  if (!values) return std::optional<Texts>();
  SALLYPORT_TRY(auto texts, texts_of(*values, name));
  return std::optional(std::move(texts));
}

Result<Owner> parse_owner(const json::Value& value) {
  const json::Object* const object = value.as_object();
  if (!object) return question_fault("question_owner", "an owner must be an object with type and name or id");
  SALLYPORT_CHECK(check_fields(*object, kQuestionOwnerShape));
  SALLYPORT_TRY(const auto type, needed_text_field(*object, "type"));
  if (type == "team") {
    SALLYPORT_TRY(auto name, needed_text_field(*object, "name"));
    return Owner{Owner::Type::team, std::move(name), {}};
  }
  if (type != "user") return question_fault("question_owner", "the type of an owner must be team or user");
  SALLYPORT_TRY(auto id, needed_text_field(*object, "id"));
  SALLYPORT_TRY(auto teams, texts_field(*object, "teams"));
  return Owner{Owner::Type::person, std::move(id), std::move(teams)};
}

Result<std::optional<std::vector<Owner>>> parse_owners(const json::Object& object) {
  SALLYPORT_TRY(const auto values, list_field(object, "owners"));
  if (!values) return std::optional<std::vector<Owner>>();
  std::vector<Owner> owners;
  for (const json::Value& value : *values) {
    SALLYPORT_TRY(auto owner, parse_owner(value));
    owners.push_back(std::move(owner));
  }
  return std::optional(std::move(owners));
}

Result<std::map<std::string, Texts>> parse_own(const json::Object& object) {
  std::map<std::string, Texts> own;
  const json::Value* const value = object.find("attributes");
  if (!value || value->is_null()) return own;
  if (!value->as_object()) return question_fault("field_type", "attributes must be an object of lists");
  for (const json::Member& member : *value->as_object()) {
    const json::Array* const values = member.value.as_array();
    if (!values) return question_fault("field_type", "attributes must be an object of lists");
    SALLYPORT_TRY(own[member.name], texts_of(*values, "attributes"));
  }
  return own;
}

Result<Texts> parse_operations(const json::Object& object) {
  SALLYPORT_TRY(auto one, text_field(object, "operation"));
  SALLYPORT_TRY(auto several, texts_field(object, "operations"));
  if (one.has_value() == several.has_value())
    return question_fault("question_operations", "a question needs either operation or operations");
  return one ? Texts{*std::move(one)} : *std::move(several);
}

}  // namespace

Result<AskedQuestion> parse_question(const json::Value& value) {
  const json::Object* const object = value.as_object();
  if (!object) return question_fault("json_not_object", "a question must be an object");
  SALLYPORT_CHECK(check_fields(*object, kQuestionShape));
  AskedQuestion question;
  SALLYPORT_TRY(question.operations, parse_operations(*object));
  SALLYPORT_TRY(question.object.resource, needed_text_field(*object, "resource"));
  SALLYPORT_TRY(question.object.id, text_field(*object, "id"));
  SALLYPORT_TRY(question.object.owners, parse_owners(*object));
  SALLYPORT_TRY(question.object.domains, texts_field(*object, "domains"));
  SALLYPORT_TRY(question.object.tags, texts_field(*object, "tags"));
  SALLYPORT_TRY(question.object.certifications, texts_field(*object, "certifications"));
  SALLYPORT_TRY(question.object.admin, flag_field(*object, "isAdmin"));
  SALLYPORT_TRY(question.object.own, parse_own(*object));
  return question;
}

}  // namespace sallyport::gateway
