#include "gateway/sign_in/second_factor_pages.h"

#include "gateway/accounts/factor_pages.h"
#include "gateway/sign_in/account_form.h"

namespace sallyport::gateway {
namespace {

http::Answer with_wait(http::Answer answer, const CodeComplaint& complaint) {
  if (complaint.wait > Seconds(0)) answer.response.add("Retry-After", std::to_string(complaint.wait.count()));
  return answer;
}

FactorForm form_of(const CodeTarget& target, std::string_view challenge, const CodeComplaint& complaint) {
  return {target.action, challenge, target.return_to, target.csrf, complaint.text};
}

}  // namespace

CodeComplaint complaint_of(const CodeCheck& check) {
  if (check.outcome == CodeOutcome::right) return {};
  if (check.outcome == CodeOutcome::wrong) return kWrongCode;
  return {429, too_many_attempts(check.wait) + " A recovery code works at once.", check.wait};
}

http::Answer code_answer(const Call& call, const FactorParts& parts, const CodeTarget& target,
                         const Challenge& challenge, const CodeComplaint& complaint) {
  const std::string sealed = seal_challenge(parts, challenge);
  return with_wait(page_answer(call, complaint.status, render_code(form_of(target, sealed, complaint))), complaint);
}

http::Answer offer_answer(const Call& call, const FactorParts& parts, const CodeTarget& target,
                          const Challenge& challenge, std::string_view username, const CodeComplaint& complaint) {
  const std::string sealed = seal_challenge(parts, challenge);
  const std::string& name = call.settings().server.branding.name;
  const Page page = render_factor_offer(form_of(target, sealed, complaint), challenge.offered_key, username,
                                        name.empty() ? call.site().authority : name);
  return with_wait(page_answer(call, complaint.status, page), complaint);
}

http::Answer recovery_codes_answer(const Call& call, const std::vector<std::string>& codes, std::string_view next) {
  // print_page() would put the base path in front of an address without an origin, and this one has it already.
  const std::string href = next.starts_with('/') ? call.site().origin + std::string(next) : std::string(next);
  return page_answer(call, 200, render_recovery_codes(codes, {"Continue", href}));
}

}  // namespace sallyport::gateway
