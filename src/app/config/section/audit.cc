// How long the audit trail is kept: audit.*.
#include "app/config/section/section.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kKeepFor = "audit.keepFor";
constexpr Seconds kShortestKept{86400};

}  // namespace

void build_audit(const Context& context, gateway::AuditSettings& audit) {
  audit.keep_for = context.values.seconds(kKeepFor);
  if (audit.keep_for < kShortestKept) context.add(rule("bad_value"), kKeepFor, "must be at least 1d", "keepFor: 90d");
}

}  // namespace sallyport::app::config
