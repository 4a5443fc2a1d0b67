#include "directory/authorize/parameters.h"

namespace sallyport::directory {
namespace {

std::string text_of(const http::Form& form, std::string_view name) {
  return form.one(name).value_or(std::nullopt).value_or("");
}

}  // namespace

Result<Parameters> read_parameters(const Exchange& exchange) {
  SALLYPORT_TRY(auto query, http::Form::parse(exchange.request.query()));
  if (exchange.request.method != "POST") return Parameters{std::move(query), std::nullopt};
  SALLYPORT_TRY(auto body, exchange.posted);
  SALLYPORT_TRY(const auto flow_token, body.one("flowToken"));
  if (flow_token) return Parameters{std::move(query), std::move(body)};
  return Parameters{std::move(body), std::nullopt};
}

std::string flow_token_of(const http::Form& posted) {
  return text_of(posted, "flowToken");
}

FormAction read_form_action(const http::Form& posted) {
  return {text_of(posted, "act"),
          text_of(posted, "account"),
          text_of(posted, "login"),
          text_of(posted, "passwd"),
          text_of(posted, "organization") == "on",
          text_of(posted, "otc"),
          text_of(posted, "offer"),
          text_of(posted, "newPassword"),
          text_of(posted, "confirmPassword")};
}

}  // namespace sallyport::directory
