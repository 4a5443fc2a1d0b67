// For tests only: attacks on a credential that was good, by what happens to it, to its owner, or to the clock. Each
// begins with an honest credential of the kind, which all places take.
#pragma once

#include "gateway/acceptor_fixture.h"

namespace sallyport::gateway::testing {

using Attack = void (*)(Stage& stage, Proof proof);

// Tokens
void claim_an_administrators_address(Stage& stage, Proof proof);
void withdraw_the_key(Stage& stage, Proof proof);
void pass_for_another_kind(Stage& stage, Proof proof);
void compare_refusals(Stage& stage, Proof proof);
void look_into_our_token(Stage& stage, Proof proof);
void use_it_twice(Stage& stage, Proof proof);

// Accounts
void reset_the_password_by_a_link(Stage& stage, Proof proof);
void send_it_as_basic_credentials(Stage& stage, Proof proof);
void turn_local_accounts_off(Stage& stage, Proof proof);
void ask_for_a_second_factor(Stage& stage, Proof proof);

// Bots
void revoke_it(Stage& stage, Proof proof);
void end_the_bot(Stage& stage, Proof proof);
void move_the_clock_there_and_back(Stage& stage, Proof proof);

// Sessions
void change_and_cut_it(Stage& stage, Proof proof);
void sign_out(Stage& stage, Proof proof);
void disable_the_owner(Stage& stage, Proof proof);
void wait_too_long(Stage& stage, Proof proof);
void send_odd_cookies(Stage& stage, Proof proof);

}  // namespace sallyport::gateway::testing
