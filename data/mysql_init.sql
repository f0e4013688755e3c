SET NAMES utf8mb4;

-- for all tables below: a binary collation without padding; with the default one, 'de' in capitals and 'de' would be one id and one group
ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

-- all times are in utc
-- newest_order_at, newest_order_id: the order that the texts come from, the newest one that names the customer; never null, for with
-- null no order would ever count as newer
CREATE TABLE IF NOT EXISTS customers (
    customer_id VARCHAR(64) NOT NULL,
    name VARCHAR(200) NOT NULL,
    email VARCHAR(254) NOT NULL,
    country VARCHAR(64) NOT NULL,
    newest_order_at DATETIME(3) NOT NULL,
    newest_order_id VARCHAR(64) NOT NULL,
    PRIMARY KEY (customer_id)
);

CREATE TABLE IF NOT EXISTS products (
    product_id VARCHAR(64) NOT NULL,
    name VARCHAR(200) NOT NULL,
    category VARCHAR(64) NOT NULL,
    newest_order_at DATETIME(3) NOT NULL,
    newest_order_id VARCHAR(64) NOT NULL,
    PRIMARY KEY (product_id),
    INDEX products_by_category (category, product_id)
);

-- total: the sum of quantity times unit_price of its lines
-- read_at: when the extractor claimed this version; the version with the latest one stands here
-- deleted_at: the order is no longer in mongodb since then at the latest, as reconcile has found
CREATE TABLE IF NOT EXISTS orders (
    order_id VARCHAR(64) NOT NULL,
    customer_id VARCHAR(64) NOT NULL,
    status VARCHAR(32) NOT NULL,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    total DECIMAL(28,4) NOT NULL,
    read_at DATETIME(3) NOT NULL,
    loaded_at DATETIME(3) NOT NULL,
    deleted_at DATETIME(3) NULL,
    PRIMARY KEY (order_id),
    -- all that the reports of orders need is in it, so that they read no row
    INDEX orders_by_date (created_at, order_id, status, customer_id, deleted_at, total),
    INDEX orders_by_status (status, created_at, order_id),
    INDEX orders_by_customer (customer_id, created_at, order_id),
    FOREIGN KEY (customer_id) REFERENCES customers (customer_id)
);

CREATE TABLE IF NOT EXISTS order_items (
    order_id VARCHAR(64) NOT NULL,
    line_number INT NOT NULL,
    product_id VARCHAR(64) NOT NULL,
    quantity INT NOT NULL,
    unit_price DECIMAL(14,4) NOT NULL,
    PRIMARY KEY (order_id, line_number),
    INDEX order_items_by_product (product_id),
    FOREIGN KEY (order_id) REFERENCES orders (order_id),
    FOREIGN KEY (product_id) REFERENCES products (product_id)
);

-- sent_at and message_time are part of the keys: offsets begin again at 0 when a topic is made again
CREATE TABLE IF NOT EXISTS loaded_batches (
    topic VARCHAR(249) NOT NULL,
    partition_number INT NOT NULL,
    offset_number BIGINT NOT NULL,
    sent_at DATETIME(3) NOT NULL,
    order_count INT NOT NULL,
    line_count INT NOT NULL,
    loaded_at DATETIME(3) NOT NULL,
    PRIMARY KEY (topic, partition_number, offset_number, sent_at),
    INDEX loaded_batches_by_time (loaded_at, topic, partition_number, offset_number)
);

CREATE TABLE IF NOT EXISTS rejected_messages (
    topic VARCHAR(249) NOT NULL,
    partition_number INT NOT NULL,
    offset_number BIGINT NOT NULL,
    message_time DATETIME(3) NOT NULL,
    reason VARCHAR(300) NOT NULL,
    value LONGBLOB NULL,
    rejected_at DATETIME(3) NOT NULL,
    PRIMARY KEY (topic, partition_number, offset_number, message_time),
    INDEX rejected_messages_by_time (rejected_at, topic, partition_number, offset_number)
);

-- each loader says at most every ten seconds that it makes progress
CREATE TABLE IF NOT EXISTS loaders_seen (
    loader_name VARCHAR(255) NOT NULL,
    seen_at DATETIME(3) NOT NULL,
    PRIMARY KEY (loader_name)
);
