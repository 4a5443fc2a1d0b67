#include "stores/memory/sign_in_log.h"

#include "stores/contract/sign_in_log_contract.h"

namespace sallyport::stores::contract {
namespace {

struct MemoryLog {
  auto log(std::size_t most) { return std::make_unique<MemorySignInLog>(most); }
};
INSTANTIATE_TYPED_TEST_SUITE_P(MemoryLog, SignInLogContract, MemoryLog);

}  // namespace
}  // namespace sallyport::stores::contract
