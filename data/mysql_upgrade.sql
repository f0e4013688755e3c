-- carries the tables of the second edition over to those of mysql_init.sql: once, while no loader runs
SET NAMES utf8mb4;

CREATE TABLE IF NOT EXISTS loaders_seen (
    loader_name VARCHAR(255) NOT NULL,
    seen_at DATETIME(3) NOT NULL,
    PRIMARY KEY (loader_name)
);

ALTER TABLE orders
    ADD COLUMN total DECIMAL(28,4) NOT NULL DEFAULT 0 AFTER updated_at,
    ADD COLUMN deleted_at DATETIME(3) NULL;

-- join orders to their lines, add up the lines of each order, write the sum into the order
INSERT INTO orders (order_id, customer_id, status, created_at, updated_at, total, read_at, loaded_at)
SELECT orders.order_id, orders.customer_id, orders.status, orders.created_at, orders.updated_at,
    SUM(order_items.quantity * order_items.unit_price), orders.read_at, orders.loaded_at
FROM orders
JOIN order_items ON order_items.order_id = orders.order_id
GROUP BY orders.order_id
ON DUPLICATE KEY UPDATE total = VALUES(total);

-- the deleted orders had a status of their own
UPDATE orders SET orders.deleted_at = orders.read_at WHERE orders.status = 'DELETED';

ALTER TABLE orders
    ALTER COLUMN total DROP DEFAULT,
    DROP INDEX orders_by_date,
    ADD INDEX orders_by_date (created_at, order_id, status, customer_id, deleted_at, total),
    DROP INDEX orders_by_customer_and_status;

ALTER TABLE customers
    ADD COLUMN newest_order_at DATETIME(3) NOT NULL DEFAULT '1000-01-01',
    ADD COLUMN newest_order_id VARCHAR(64) NOT NULL DEFAULT '';

-- every customer of an order is there, so nothing is inserted: each keeps its texts and gets its newest order
INSERT INTO customers (customer_id, name, email, country, updated_at, newest_order_at, newest_order_id)
SELECT orders.customer_id, '', '', '', orders.updated_at, orders.created_at, orders.order_id
FROM orders
ON DUPLICATE KEY UPDATE
    newest_order_id = IF(
        (VALUES(newest_order_at), VALUES(newest_order_id)) > (customers.newest_order_at, customers.newest_order_id),
        VALUES(newest_order_id), customers.newest_order_id),
    newest_order_at = IF(
        customers.newest_order_id = VALUES(newest_order_id), VALUES(newest_order_at), customers.newest_order_at);

ALTER TABLE customers
    ALTER COLUMN newest_order_at DROP DEFAULT,
    ALTER COLUMN newest_order_id DROP DEFAULT,
    DROP COLUMN updated_at;

ALTER TABLE products
    ADD COLUMN newest_order_at DATETIME(3) NOT NULL DEFAULT '1000-01-01',
    ADD COLUMN newest_order_id VARCHAR(64) NOT NULL DEFAULT '';

-- as for the customers
INSERT INTO products (product_id, name, category, updated_at, newest_order_at, newest_order_id)
SELECT order_items.product_id, '', '', orders.updated_at, orders.created_at, orders.order_id
FROM orders
JOIN order_items ON order_items.order_id = orders.order_id
ON DUPLICATE KEY UPDATE
    newest_order_id = IF(
        (VALUES(newest_order_at), VALUES(newest_order_id)) > (products.newest_order_at, products.newest_order_id),
        VALUES(newest_order_id), products.newest_order_id),
    newest_order_at = IF(
        products.newest_order_id = VALUES(newest_order_id), VALUES(newest_order_at), products.newest_order_at);

ALTER TABLE products
    ALTER COLUMN newest_order_at DROP DEFAULT,
    ALTER COLUMN newest_order_id DROP DEFAULT,
    DROP COLUMN updated_at;
