-- Copyright The Assentor Authors
-- SPDX-License-Identifier: Apache-2.0
--
-- A mail that came back names the receipt of the delivery it was.
create index delivery_by_receipt on delivery (channel, receipt) where receipt is not null;
