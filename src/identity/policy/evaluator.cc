#include "identity/policy/evaluator.h"

#include <array>

namespace sallyport::identity {
namespace {

constexpr std::array<std::string_view, 4> kVerdictNames{"administrator", "allowed", "denied", "notAllowed"};

struct NobodyWatches {
  void operator()(const CompiledRule&, const Grant&, Truth) const {}
};

}  // namespace

std::string_view name_of(Verdict verdict) {
  return kVerdictNames[static_cast<std::size_t>(verdict)];
}

Decision decide(const PreparedPrincipal& principal, const OperationSet& operations, const PreparedObject& object) {
  if (!principal.snapshot || principal.snapshot != object.snapshot) return {};
  NobodyWatches nobody;
  return Evaluator(Scene{*principal.snapshot, principal, object}, operations, nobody).run();
}

}  // namespace sallyport::identity
