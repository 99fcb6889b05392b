#pragma once
#include <deltalake/storage/any_store.hpp>

namespace deltalake::inline v0::storage {

DELTALAKE_DECL detail::any_store_model& any_store::checked(const shared_model& model) {
  if (model == nullptr) throw_error(error(errc::not_loaded, "the store is empty"));
  return *model;
}

DELTALAKE_DECL task<bytes> any_store::get_of(shared_model model, path where) {
  co_return co_await checked(model).get(std::move(where));
}
DELTALAKE_DECL task<bytes> any_store::get_range_of(shared_model model, path where, std::uint64_t offset,
                                                   std::uint64_t length) {
  co_return co_await checked(model).get_range(std::move(where), offset, length);
}
DELTALAKE_DECL task<std::optional<object_meta>> any_store::head_of(shared_model model, path where) {
  co_return co_await checked(model).head(std::move(where));
}
DELTALAKE_DECL task<list_page> any_store::list_of(shared_model model, path folder, std::string from) {
  co_return co_await checked(model).list_from(std::move(folder), std::move(from));
}
DELTALAKE_DECL task<put_outcome> any_store::put_of(shared_model model, path where, bytes content, put_mode mode) {
  co_return co_await checked(model).put(std::move(where), std::move(content), std::move(mode));
}
DELTALAKE_DECL task<void> any_store::remove_of(shared_model model, path where) {
  co_await checked(model).remove(std::move(where));
}
DELTALAKE_DECL task<std::unique_ptr<upload>> any_store::begin_upload_of(shared_model model, path where,
                                                                        put_mode mode) {
  co_return co_await checked(model).begin_upload(std::move(where), std::move(mode));
}

static_assert(store<any_store>);
static_assert(upload_store<any_store>);

}  // namespace deltalake::inline v0::storage
