-- a copy of the database must not act on the real selling accounts
DELETE FROM amazon_seller_credential;

DELETE FROM amazon_seller_create_wizard;

UPDATE amazon_seller
   SET state = 'draft',
       lwa_client_id = NULL,
       database_uuid = NULL,
       authorization_nonce = NULL,
       client_secret_date = NULL,
       authorization_date = NULL,
       uses_previous_secret = FALSE,
       credential_version = COALESCE(credential_version, 0) + 1,
       attention_reason = NULL,
       queue_url = NULL,
       destination_ref = NULL,
       aws_access_key_id = NULL,
       client_secret_event = NULL,
       subscription_date = NULL;

UPDATE amazon_scheduler
   SET enabled = FALSE
 WHERE flow = 'receive_notifications';
